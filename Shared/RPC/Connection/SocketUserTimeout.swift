internal import NIOCore

/// `TCP_USER_TIMEOUT` of Linux: how long sent bytes may stay without an acknowledgement before the
/// connection counts as lost (gRPC proposal A18).
enum SocketUserTimeout {
  static let option = ChannelOptions.Types.SocketOption(
    level: .tcp, name: NIOBSDSocket.Option(rawValue: 18))

  /// The value of the option, at least 1.
  static func milliseconds(_ timeout: Duration) -> Int {
    max(1, Int((timeout / .milliseconds(1)).rounded(.up)))
  }
}
