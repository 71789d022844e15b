import FuzzServer
import FuzzSupport
import HTTP2
import Logging
import NIOCore

@testable import RPC

/// The texts of gRPC: heads of requests, metadata, percent encoding, base64, timeouts, details of
/// statuses, headers of the PROXY protocol.
@main enum FuzzWire {
  static func main() {
    let logger = Logger(label: "fuzz")
    let routes = RouteTable(FuzzService().methods.map { Route($0, logger: logger) })
    let status = Fuzzer.run { bytes in
      var input = FuzzInput(bytes)
      switch input.byte() % 7 {
      case 0: head(&input, routes)
      case 1: percentEncoding(input.all())
      case 2: base64(input.all())
      case 3: timeout(input.all())
      case 4: details(input.all())
      case 5: proxyHeader(input.all())
      default: _ = AcceptedEncodings(wireNames: input.all()[...])
      }
    }
    precondition(status == 0, "libFuzzer could not run")
  }

  private static func head(_ input: inout FuzzInput, _ routes: RouteTable) {
    let names = [
      ":method", ":path", ":authority", "host", "content-type", "te", "grpc-timeout",
      "grpc-encoding", "grpc-accept-encoding", "x-bin", "x",
    ]
    var headers = HTTP2Headers()
    while !input.isEmpty {
      let name = names[Int(input.byte()) % names.count]
      let value = String(decoding: input.bytes(Int(input.byte() % 64)), as: UTF8.self)
      headers.append(name, value)
    }
    _ = try? RequestHead(headers, routes: routes)
    let metadata = RPCMetadata(received: headers)
    for pair in metadata.pairs {
      precondition(!metadata.values(of: pair.name).isEmpty, "a name has values")
      _ = metadata.binary(pair.name)
    }
  }

  private static func percentEncoding(_ bytes: [UInt8]) {
    _ = PercentEncoding.decode(bytes[...])
    let text = String(decoding: bytes, as: UTF8.self)
    let encoded = PercentEncoding.encode(text)
    precondition(encoded.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "not for a header")
    precondition(PercentEncoding.decode(Array(encoded.utf8)[...]) == text, "not the same text")
  }

  private static func base64(_ bytes: [UInt8]) {
    _ = Base64.decode(bytes)
    precondition(Base64.decode(Base64.encode(bytes).utf8) == bytes, "not the same bytes")
  }

  private static func timeout(_ bytes: [UInt8]) {
    guard let duration = TimeoutHeader.parse(bytes[...]) else { return }
    let written = TimeoutHeader.format(duration)
    guard let again = TimeoutHeader.parse(Array(written.utf8)[...]) else {
      preconditionFailure("what was written cannot be read")
    }
    precondition(again >= duration, "a timeout became shorter")
  }

  private static func details(_ bytes: [UInt8]) {
    let status = RPCStatus(code: .internalError, message: "")
    _ = StatusDetails.decode(bytes, into: status)
  }

  private static func proxyHeader(_ bytes: [UInt8]) {
    guard case .header(_, let count) = ProxyProtocolHeader.read(ByteBuffer(bytes: bytes)) else {
      return
    }
    precondition(count <= bytes.count, "a header is longer than what has come")
  }
}
