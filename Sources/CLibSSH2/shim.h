// libssh2, the parts of libcrypto that it stands on and that the client uses beside it (fingerprints, hashed
// host names, signatures, key files), and the two Linux headers that Glibc's module map leaves out.
// BF_encrypt, the one primitive of OpenSSH's key file encryption, is marked deprecated in OpenSSL 3.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <libssh2.h>
#include <openssl/bio.h>
#include <openssl/blowfish.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__)
#include <sys/auxv.h>
#endif

// libssh2 takes these callbacks as `void *`; here they keep their types.
typedef ssize_t (*ssh_shim_receive)(libssh2_socket_t, void *, size_t, int, void **);
typedef ssize_t (*ssh_shim_send)(libssh2_socket_t, const void *, size_t, int, void **);
typedef void (*ssh_shim_disconnect)(LIBSSH2_SESSION *, int, const char *, int, const char *, int, void **);

static inline void ssh_shim_set_callbacks(
    LIBSSH2_SESSION *session, ssh_shim_receive receive, ssh_shim_send send, ssh_shim_disconnect disconnect)
{
    libssh2_session_callback_set(session, LIBSSH2_CALLBACK_RECV, (void *)receive);
    libssh2_session_callback_set(session, LIBSSH2_CALLBACK_SEND, (void *)send);
    libssh2_session_callback_set(session, LIBSSH2_CALLBACK_DISCONNECT, (void *)disconnect);
}

// memmem(3) is a GNU extension that the module map of Glibc hides.
extern void *memmem(const void *, size_t, const void *, size_t);
static inline const void *ssh_shim_find(const void *text, size_t size, const void *pattern, size_t length)
{
    return memmem(text, size, pattern, length);
}

// What the module map of Glibc hides of posix_spawn (GNU extensions), and pidfd_open(2), for which older C libraries have
// no function: a descriptor that becomes readable when the process ends (Linux 5.3).
extern int ssh_shim_spawn_closefrom(void *actions, int lowest) __asm__("posix_spawn_file_actions_addclosefrom_np");
enum { ssh_shim_spawn_setsid = 0x80 };
extern long syscall(long, ...);
static inline int ssh_shim_pidfd(int process)
{
    return (int)syscall(434 /* SYS_pidfd_open */, process, 0);
}

// Whether the processor has instructions for SHA-256 (x86: CPUID leaf 7, EBX bit 29; arm64: HWCAP_SHA2, bit 6).
static inline int ssh_shim_has_sha256(void)
{
#if defined(__x86_64__)
    unsigned int a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1);
#elif defined(__aarch64__)
    return getauxval(AT_HWCAP) >> 6 & 1;
#else
    return 0;
#endif
}
