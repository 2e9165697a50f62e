/* The floor: the least that a client on libssh2 has to do. tools/bench measures everyone beside it.
 *
 * One thread and one epoll for all hosts, each a session of its own that never blocks. It checks the hosts' keys, logs in
 * with an Ed25519 key and runs a command so many times on each host, one after the other, each in a channel of its own.
 * It records and shows nothing. It ends with 0 if every command ended with 0 and printed as many bytes as expected.
 *
 *   floor HOSTS_FILE PORT USER KEY KNOWN_HOSTS STEPS COMMAND BYTES
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <libssh2.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_HOSTS = 10000, MOST_HANDSHAKES = 64, SILENCE_MS = 60000 };
enum { WAIT = LIBSSH2_ERROR_EAGAIN, WRONG = -1000 };

struct host {
    char address[INET_ADDRSTRLEN];
    int socket, steps;
    unsigned stage, awaited;
    long bytes;
    LIBSSH2_SESSION *session;
    LIBSSH2_CHANNEL *channel;
};

static struct host hosts[MOST_HOSTS];
static int hosts_count, started, handshakes, ended, failed, epoll;

static int port, steps;
static long bytes_expected;
static const char *user, *command;
static LIBSSH2_KNOWNHOSTS *known_hosts;
static EVP_PKEY *key;
static unsigned char public_key[51];

/* The key is parsed once: libssh2 itself would parse the file for every session. In an Ed25519 key without a passphrase
 * everything has its fixed place. */
static void read_key(const char *path)
{
    static const char head[] = "openssh-key-v1\0\0\0\0\4none\0\0\0\4none\0\0\0\0\0\0\0\1\0\0\0\63\0\0\0\13ssh-ed25519";
    enum { PUBLIC_AT = 43, SEED_AT = 161, SEED_LENGTH = 32 };
    char text[2048] = "", base64[2048] = "";
    unsigned char raw[2048] = "";
    FILE *file = fopen(path, "r");
    if (!file || !fread(text, 1, sizeof text - 1, file)) err(2, "%s", path);
    fclose(file);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        if (*line != '-') strcat(base64, line);
    EVP_DecodeBlock(raw, (unsigned char *)base64, strlen(base64));
    if (memcmp(raw, head, sizeof head - 1)) errx(2, "%s: not an Ed25519 key without a passphrase", path);
    memcpy(public_key, raw + PUBLIC_AT, sizeof public_key);
    key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, raw + SEED_AT, SEED_LENGTH);
}

static int sign(LIBSSH2_SESSION *session, unsigned char **signature, size_t *length, const unsigned char *data,
                size_t data_length, void **context)
{
    (void)session, (void)context;
    *length = 64, *signature = malloc(*length);
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    bool done = EVP_DigestSignInit(digest, NULL, NULL, NULL, key) == 1
        && EVP_DigestSign(digest, *signature, length, data, data_length) == 1;
    EVP_MD_CTX_free(digest);
    return done ? 0 : -1;
}

/* The stages of a host. Each returns 0 when it is done, WAIT to be called again, anything else when the host is lost. */

static int connected(struct host *h)
{
    int code = 0;
    getsockopt(h->socket, SOL_SOCKET, SO_ERROR, &code, &(socklen_t){ sizeof code });
    if (code) return WRONG;
    h->session = libssh2_session_init();
    libssh2_session_set_blocking(h->session, 0);
    return 0;
}

static int shook_hands(struct host *h) { return libssh2_session_handshake(h->session, h->socket); }

static int is_known(struct host *h)
{
    size_t length;
    int type, form = LIBSSH2_KNOWNHOST_TYPE_PLAIN | LIBSSH2_KNOWNHOST_KEYENC_RAW;
    const char *theirs = libssh2_session_hostkey(h->session, &length, &type);
    int match = theirs ? libssh2_knownhost_checkp(known_hosts, h->address, port, theirs, length, form, NULL) : -1;
    return match == LIBSSH2_KNOWNHOST_CHECK_MATCH ? 0 : WRONG;
}

static int logged_in(struct host *h)
{
    int code = libssh2_userauth_publickey(h->session, user, public_key, sizeof public_key, sign, NULL);
    if (!code) handshakes--;
    return code;
}

static int opened(struct host *h)
{
    h->bytes = 0;
    h->channel = libssh2_channel_open_session(h->session);
    return h->channel ? 0 : libssh2_session_last_errno(h->session);
}

static int executed(struct host *h) { return libssh2_channel_exec(h->channel, command); }

static int read_all(struct host *h)
{
    static char buffer[64 << 10];
    ssize_t count;
    while ((count = libssh2_channel_read(h->channel, buffer, sizeof buffer)) > 0) h->bytes += count;
    if (count < 0) return (int)count;
    return libssh2_channel_eof(h->channel) ? 0 : WAIT;
}

/* The exit status comes before the host's own close, which libssh2 waits for here. */
static int closed(struct host *h)
{
    int code = libssh2_channel_close(h->channel);
    if (code) return code;
    if (libssh2_channel_get_exit_status(h->channel) || h->bytes != bytes_expected) return WRONG;
    libssh2_channel_free(h->channel);
    h->steps++;
    return 0;
}

enum { LOGIN = 3, OPEN, EXEC, READ, CLOSE, DONE };
static const struct { const char *name; int (*run)(struct host *); } stages[DONE] = {
    { "connect", connected }, { "handshake", shook_hands }, { "host key", is_known }, { "login", logged_in },
    { "open", opened }, { "exec", executed }, { "read", read_all }, { "exit status and bytes", closed },
};

/* The loop. */

static void await(struct host *h, unsigned events)
{
    if (events == h->awaited) return;
    struct epoll_event event = { .events = events, .data.ptr = h };
    epoll_ctl(epoll, h->awaited ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, h->socket, &event);
    h->awaited = events;
}

static void begin(struct host *h)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };
    if (inet_pton(AF_INET, h->address, &to.sin_addr) != 1 || ntohl(to.sin_addr.s_addr) >> 24 != 127)
        errx(2, "%s: only addresses of loopback", h->address);
    h->socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (h->socket < 0) err(2, "socket");
    setsockopt(h->socket, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
    connect(h->socket, (struct sockaddr *)&to, sizeof to);
    handshakes++;
    await(h, EPOLLOUT);
}

static void end(struct host *h, const char *complaint, int code)
{
    if (complaint) fprintf(stderr, "%s: %s failed (%d)\n", h->address, complaint, code);
    if (h->stage <= LOGIN) handshakes--;
    if (h->session) {
        libssh2_session_disconnect(h->session, "");
        libssh2_session_free(h->session);
    }
    close(h->socket);
    ended++, failed += complaint != NULL;
}

/* Takes a host as far as it goes without waiting. */
static void drive(struct host *h)
{
    while (h->stage < DONE) {
        int code = stages[h->stage].run(h);
        if (code == WAIT) {
            /* sshd answers the first requests with Nagle's algorithm on: without this it waits 40 ms for our delayed ACK. */
            if (h->stage <= EXEC) setsockopt(h->socket, IPPROTO_TCP, TCP_QUICKACK, &(int){ 1 }, sizeof(int));
            bool sends = libssh2_session_block_directions(h->session) & LIBSSH2_SESSION_BLOCK_OUTBOUND;
            return await(h, EPOLLIN | (sends ? EPOLLOUT : 0));
        }
        if (code) return end(h, stages[h->stage].name, code);
        h->stage = h->stage == CLOSE && h->steps < steps ? OPEN : h->stage + 1;
    }
    end(h, NULL, 0);
}

static void read_hosts(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file) err(2, "%s", path);
    while (hosts_count < MOST_HOSTS && fscanf(file, "%15s", hosts[hosts_count].address) == 1) hosts_count++;
    fclose(file);
}

static void read_arguments(char **word)
{
    read_hosts(word[1]);
    port = atoi(word[2]), user = word[3];
    read_key(word[4]);
    known_hosts = libssh2_knownhost_init(libssh2_session_init());
    if (libssh2_knownhost_readfile(known_hosts, word[5], LIBSSH2_KNOWNHOST_FILE_OPENSSH) < 1)
        errx(2, "%s: no host keys in it", word[5]);
    steps = atoi(word[6]), command = word[7], bytes_expected = atol(word[8]);
}

static void allow_many_files(void)
{
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

int main(int count, char **word)
{
    if (count != 9) errx(2, "usage: floor HOSTS_FILE PORT USER KEY KNOWN_HOSTS STEPS COMMAND BYTES");
    libssh2_init(0);
    read_arguments(word);
    allow_many_files();
    epoll = epoll_create1(EPOLL_CLOEXEC);
    while (ended < hosts_count) {
        while (started < hosts_count && handshakes < MOST_HANDSHAKES) begin(&hosts[started++]);
        struct epoll_event events[64];
        int ready = epoll_wait(epoll, events, 64, SILENCE_MS);
        if (ready == 0) errx(2, "nothing has happened for %d s", SILENCE_MS / 1000);
        for (int i = 0; i < ready; i++) drive(events[i].data.ptr);
    }
    return failed || !hosts_count;
}
