import Glibc

/// Work that blocks (name resolution, a terminal, a helper program) on a thread of its own: neither the loop's
/// thread nor the shared pool of tasks may stand still for it.
enum Blocking {
  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  static func spawnThread(_ body: @escaping @Sendable () -> Void) {
    let context = Unmanaged.passRetained(Body(body)).toOpaque()
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    defer { pthread_attr_destroy(&attributes) }
    var thread = pthread_t()
    let failed = pthread_create(
      &thread, &attributes,
      { context in
        guard let context else { return nil }
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context)
    // Out of threads: better late than never.
    if failed != 0 { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
  }

  /// Starts the work at once; the promise is kept on the loop.
  static func promise<Value: Sendable>(
    waking list: WakeList = WakeList(), _ work: @escaping @Sendable () -> Value
  ) -> Promise<Value> {
    let promise = Promise<Value>(waking: list)
    spawnThread {
      let value = work()
      Task { @SSHLoop in promise.fulfil(value) }
    }
    return promise
  }
}
