// libssh2, and the two Linux headers of the event loop that Glibc's module map leaves out.
#include <libssh2.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
