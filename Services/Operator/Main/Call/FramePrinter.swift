internal import Logging

/// Shows the frame log of a client on the terminal, a frame in a line; other messages are dropped.
struct FramePrinter: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.trace
  private let write: @Sendable (String) -> Void

  init(_ write: @escaping @Sendable (String) -> Void) { self.write = write }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    guard let frame = event.metadata, let type = frame["frame.type"] else { return }
    var line = frame["frame.direction"].map { "\($0)" } == "sent" ? "-> " : "<- "
    line += "\(type)"
    for (key, unit) in [("stream", ""), ("length", " bytes"), ("flags", ""), ("detail", "")] {
      guard let value = frame["frame.\(key)"] else { continue }
      line += key == "stream" ? " stream \(value)" : ", \(value)\(unit)"
    }
    if let fields = frame["frame.fields"] { line += "\n     \(fields)" }
    write(line)
  }
}
