internal import NIOCore
internal import SystemPackage

/// What went wrong with a socket, in a few words.
enum NetworkErrorText {
  static func describe(_ error: any Error) -> String {
    switch error {
    case let error as TLSConnectionError: error.message
    case let error as IOError: Errno(rawValue: error.errnoCode).description
    case ChannelError.connectTimeout: "no answer in time"
    default: "\(error)"
    }
  }
}
