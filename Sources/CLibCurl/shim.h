// libcurl, with its variadic functions in the fixed shapes that Swift can call.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
// iconv(3), for answers that aren't in UTF-8; Glibc's module map leaves it out.
#include <iconv.h>

static inline CURLcode probe_start(void) { return curl_global_init(CURL_GLOBAL_ALL); }

static inline CURLcode probe_set_number(CURL *handle, CURLoption option, long value)
{
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode probe_set_text(CURL *handle, CURLoption option, const char *value)
{
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode probe_set_pointer(CURL *handle, CURLoption option, void *value)
{
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode probe_set_list(CURL *handle, CURLoption option, struct curl_slist *value)
{
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode probe_set_writer(CURL *handle, CURLoption option, curl_write_callback writer)
{
    return curl_easy_setopt(handle, option, writer);
}
static inline CURLcode probe_set_opener(CURL *handle, curl_opensocket_callback opener)
{
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, opener);
}

static inline CURLcode probe_get_number(CURL *handle, CURLINFO info, long *value)
{
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode probe_get_microseconds(CURL *handle, CURLINFO info, curl_off_t *value)
{
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode probe_get_text(CURL *handle, CURLINFO info, const char **value)
{
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode probe_get_certificates(CURL *handle, struct curl_certinfo **value)
{
    return curl_easy_getinfo(handle, CURLINFO_CERTINFO, value);
}
