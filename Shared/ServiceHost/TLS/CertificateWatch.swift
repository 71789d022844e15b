internal import Logging
internal import RPC
internal import ServiceLifecycle

/// Takes new certificates for calls to other services when the files change.
struct CertificateWatch: Service {
  let source: TLSContextSource
  /// Between two looks at the files.
  let interval: Duration
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        try? await Task.sleep(for: interval)
        do {
          if try source.reloadIfChanged() { logger.info("certificates loaded anew") }
        } catch {
          logger.error("certificates not loaded", metadata: ["reason": "\(error)"])
        }
      }
    }
  }
}
