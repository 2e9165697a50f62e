#include "CLibCurl.h"
#include <dlfcn.h>
#include <pthread.h>

#define EACH(X)                                                                                                        \
    X(curl_global_init) X(curl_easy_init) X(curl_easy_cleanup) X(curl_easy_strerror) X(curl_easy_setopt)               \
    X(curl_easy_getinfo) X(curl_slist_append) X(curl_slist_free_all) X(curl_getdate) X(curl_free) X(curl_url)          \
    X(curl_url_cleanup) X(curl_url_get) X(curl_url_set) X(curl_multi_init) X(curl_multi_cleanup)                       \
    X(curl_multi_add_handle) X(curl_multi_remove_handle) X(curl_multi_perform) X(curl_multi_poll)                      \
    X(curl_multi_wakeup) X(curl_multi_info_read) X(curl_multi_strerror)

#define FIELD(name) __typeof__(&name) name;
static struct { EACH(FIELD) } lib;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *problem;

#define FIND(name)                                                                                                     \
    lib.name = (__typeof__(lib.name))dlsym(library, #name);                                                            \
    if (!lib.name) {                                                                                                   \
        problem = "this libcurl.so.4 has no " #name;                                                                   \
        return;                                                                                                        \
    }

static void load(void)
{
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *said = dlerror();
        problem = said ? said : "libcurl.so.4 can't be loaded";
        return;
    }
    EACH(FIND)
    CURLcode code = lib.curl_global_init(CURL_GLOBAL_ALL);
    if (code != CURLE_OK) problem = lib.curl_easy_strerror(code);
}

const char *probe_load(void)
{
    pthread_once(&once, load);
    return problem;
}

static int is_loaded(void) { return probe_load() == NULL; }

CURL *probe_easy_init(void) { return is_loaded() ? lib.curl_easy_init() : NULL; }
void probe_easy_cleanup(CURL *handle) { lib.curl_easy_cleanup(handle); }
const char *probe_easy_strerror(CURLcode code) { return lib.curl_easy_strerror(code); }
struct curl_slist *probe_slist_append(struct curl_slist *list, const char *text)
{
    return is_loaded() ? lib.curl_slist_append(list, text) : NULL;
}
void probe_slist_free_all(struct curl_slist *list) { lib.curl_slist_free_all(list); }
time_t probe_getdate(const char *text) { return is_loaded() ? lib.curl_getdate(text, NULL) : -1; }
void probe_free(void *text) { lib.curl_free(text); }

CURLU *probe_url(void) { return is_loaded() ? lib.curl_url() : NULL; }
void probe_url_cleanup(CURLU *url) { lib.curl_url_cleanup(url); }
CURLUcode probe_url_get(const CURLU *url, CURLUPart part, char **text, unsigned int flags)
{
    return lib.curl_url_get(url, part, text, flags);
}
CURLUcode probe_url_set(CURLU *url, CURLUPart part, const char *text, unsigned int flags)
{
    return lib.curl_url_set(url, part, text, flags);
}

CURLM *probe_multi_init(void) { return is_loaded() ? lib.curl_multi_init() : NULL; }
void probe_multi_cleanup(CURLM *multi) { lib.curl_multi_cleanup(multi); }
CURLMcode probe_multi_add_handle(CURLM *multi, CURL *handle) { return lib.curl_multi_add_handle(multi, handle); }
CURLMcode probe_multi_remove_handle(CURLM *multi, CURL *handle) { return lib.curl_multi_remove_handle(multi, handle); }
CURLMcode probe_multi_perform(CURLM *multi, int *running) { return lib.curl_multi_perform(multi, running); }
CURLMcode probe_multi_poll(CURLM *multi, int milliseconds)
{
    return lib.curl_multi_poll(multi, NULL, 0, milliseconds, NULL);
}
CURLMcode probe_multi_wakeup(CURLM *multi) { return lib.curl_multi_wakeup(multi); }
CURLMsg *probe_multi_info_read(CURLM *multi, int *left) { return lib.curl_multi_info_read(multi, left); }
const char *probe_multi_strerror(CURLMcode code) { return lib.curl_multi_strerror(code); }

CURLcode probe_set_number(CURL *handle, CURLoption option, long value)
{
    return lib.curl_easy_setopt(handle, option, value);
}
CURLcode probe_set_text(CURL *handle, CURLoption option, const char *value)
{
    return lib.curl_easy_setopt(handle, option, value);
}
CURLcode probe_set_pointer(CURL *handle, CURLoption option, void *value)
{
    return lib.curl_easy_setopt(handle, option, value);
}
CURLcode probe_set_list(CURL *handle, CURLoption option, struct curl_slist *value)
{
    return lib.curl_easy_setopt(handle, option, value);
}
CURLcode probe_set_writer(CURL *handle, CURLoption option, curl_write_callback writer)
{
    return lib.curl_easy_setopt(handle, option, writer);
}
CURLcode probe_set_opener(CURL *handle, curl_opensocket_callback opener)
{
    return lib.curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, opener);
}

CURLcode probe_get_number(CURL *handle, CURLINFO info, long *value)
{
    return lib.curl_easy_getinfo(handle, info, value);
}
CURLcode probe_get_microseconds(CURL *handle, CURLINFO info, curl_off_t *value)
{
    return lib.curl_easy_getinfo(handle, info, value);
}
CURLcode probe_get_text(CURL *handle, CURLINFO info, const char **value)
{
    return lib.curl_easy_getinfo(handle, info, value);
}
CURLcode probe_get_certificates(CURL *handle, struct curl_certinfo **value)
{
    return lib.curl_easy_getinfo(handle, CURLINFO_CERTINFO, value);
}
