// libcurl, loaded when the first probe asks for it, and its variadic functions in the fixed shapes that Swift can call.
//
// Linked in the usual way, libcurl and the thirty libraries that it brings along would be loaded at every start of the
// program, also by the commands that ask no server anything.
#ifndef CLIBCURL_H
#define CLIBCURL_H

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
// iconv(3), for answers that aren't in UTF-8; Glibc's module map leaves it out.
#include <iconv.h>

/// Loads libcurl, once; any thread. Returns NULL, or what is wrong in the words of dlopen(3) or of libcurl. Then what gives
/// a handle, a list or a time below gives none.
const char *probe_load(void);

CURL *probe_easy_init(void);
void probe_easy_cleanup(CURL *handle);
const char *probe_easy_strerror(CURLcode code);
struct curl_slist *probe_slist_append(struct curl_slist *list, const char *text);
void probe_slist_free_all(struct curl_slist *list);
time_t probe_getdate(const char *text);
void probe_free(void *text);

CURLU *probe_url(void);
void probe_url_cleanup(CURLU *url);
CURLUcode probe_url_get(const CURLU *url, CURLUPart part, char **text, unsigned int flags);
CURLUcode probe_url_set(CURLU *url, CURLUPart part, const char *text, unsigned int flags);

CURLM *probe_multi_init(void);
void probe_multi_cleanup(CURLM *multi);
CURLMcode probe_multi_add_handle(CURLM *multi, CURL *handle);
CURLMcode probe_multi_remove_handle(CURLM *multi, CURL *handle);
CURLMcode probe_multi_perform(CURLM *multi, int *running);
CURLMcode probe_multi_poll(CURLM *multi, int milliseconds);
CURLMcode probe_multi_wakeup(CURLM *multi);
CURLMsg *probe_multi_info_read(CURLM *multi, int *left);
const char *probe_multi_strerror(CURLMcode code);

CURLcode probe_set_number(CURL *handle, CURLoption option, long value);
CURLcode probe_set_text(CURL *handle, CURLoption option, const char *value);
CURLcode probe_set_pointer(CURL *handle, CURLoption option, void *value);
CURLcode probe_set_list(CURL *handle, CURLoption option, struct curl_slist *value);
CURLcode probe_set_writer(CURL *handle, CURLoption option, curl_write_callback writer);
CURLcode probe_set_opener(CURL *handle, curl_opensocket_callback opener);

CURLcode probe_get_number(CURL *handle, CURLINFO info, long *value);
CURLcode probe_get_microseconds(CURL *handle, CURLINFO info, curl_off_t *value);
CURLcode probe_get_text(CURL *handle, CURLINFO info, const char **value);
CURLcode probe_get_certificates(CURL *handle, struct curl_certinfo **value);

#endif
