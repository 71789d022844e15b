internal import HTTP2
internal import Logging

/// Writes the frames of one connection to the log.
///
/// Frames are logged at the level trace even by a logger whose own level is higher: whoever
/// switches the frame log on wants to see them.
struct FrameLog {
  private var logger: Logger

  /// `peer` is the address at the other end.
  init(_ logger: Logger, peer: String) {
    self.logger = logger
    self.logger.logLevel = .trace
    self.peer = peer
  }

  var peer: String {
    get { logger[metadataKey: "peer"].map { "\($0)" } ?? "" }
    set { logger[metadataKey: "peer"] = "\(newValue)" }
  }

  func write(_ frames: [HTTP2FrameRecord]) {
    for frame in frames {
      var metadata: Logger.Metadata = [
        "frame.direction": "\(frame.direction)", "frame.type": "\(frame.type)",
        "frame.stream": "\(frame.streamNumber)", "frame.length": "\(frame.length)",
      ]
      if !frame.flags.isEmpty {
        metadata["frame.flags"] = "\(frame.flags.joined(separator: " "))"
      }
      if !frame.fields.isEmpty {
        metadata["frame.fields"] = "\(frame.fields.joined(separator: " "))"
      }
      if !frame.detail.isEmpty { metadata["frame.detail"] = "\(frame.detail)" }
      logger.trace("http2 frame", metadata: metadata)
    }
  }
}
