import Glibc
import TestKit

/// Kills a program (SIGKILL) around a chosen write of its journal, as nothing in the program itself could.
///
/// A small library that is loaded before libc; `clang` of the toolchain makes it.
struct DeathAtWrite: Hashable, CustomStringConvertible {
  enum Moment: String, CaseIterable {
    /// Nothing of the line is written.
    case before
    /// Half of the bytes are.
    case amid
    /// All of them are, and nobody has asked for them to be on disk.
    case written
    /// They are on disk, or the new journal has its name, and the program doesn't know it yet.
    case synced
  }

  var moment: Moment
  /// From 1.
  var number: Int

  var description: String { "\(moment) write \(number)" }

  /// What its environment gets.
  func environment(_ library: String) -> [String: String] {
    ["LD_PRELOAD": library, "DEATH_MOMENT": moment.rawValue, "DEATH_NUMBER": String(number)]
  }

  static func library(in folder: TemporaryFolder) throws -> String {
    let source = try folder.write(code, to: "death.c")
    let library = folder.file("death.so")
    try ChildProcess.check(["clang", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"])
    return library
  }

  private static let code = #"""
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <signal.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <unistd.h>

    static int ends(const char *path, size_t length, const char *name)
    {
        size_t own = strlen(name);
        return length > own && !strncmp(path + length - own, name, own);
    }

    static int is_journal(int file)
    {
        char link[64], path[4096];
        snprintf(link, sizeof link, "/proc/self/fd/%d", file);
        ssize_t length = readlink(link, path, sizeof path - 1);
        return length > 0 && (ends(path, length, "/journal.jsonl") || ends(path, length, "/journal.jsonl.new"));
    }

    static int is_now(const char *moment, int count)
    {
        const char *wanted = getenv("DEATH_MOMENT"), *number = getenv("DEATH_NUMBER");
        return wanted && number && !strcmp(wanted, moment) && count == atoi(number);
    }

    static void die(void) { kill(getpid(), SIGKILL); for (;;) pause(); }

    static int writes, syncs;

    ssize_t write(int file, const void *bytes, size_t count)
    {
        static ssize_t (*real)(int, const void *, size_t);
        if (!real) real = dlsym(RTLD_NEXT, "write");
        if (!is_journal(file)) return real(file, bytes, count);
        int number = __atomic_add_fetch(&writes, 1, __ATOMIC_SEQ_CST);
        if (is_now("before", number)) die();
        if (is_now("amid", number)) { real(file, bytes, count / 2); die(); }
        ssize_t done = real(file, bytes, count);
        if (is_now("written", number)) die();
        return done;
    }

    static void synced(void) { if (is_now("synced", __atomic_add_fetch(&syncs, 1, __ATOMIC_SEQ_CST))) die(); }

    int fdatasync(int file)
    {
        static int (*real)(int);
        if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
        int result = real(file);
        if (is_journal(file)) synced();
        return result;
    }

    int fsync(int file)
    {
        static int (*real)(int);
        if (!real) real = dlsym(RTLD_NEXT, "fsync");
        int result = real(file);
        if (is_journal(file)) synced();
        return result;
    }

    int rename(const char *from, const char *to)
    {
        static int (*real)(const char *, const char *);
        if (!real) real = dlsym(RTLD_NEXT, "rename");
        int result = real(from, to);
        if (ends(to, strlen(to), "/journal.jsonl")) synced();
        return result;
    }
    """#
}
