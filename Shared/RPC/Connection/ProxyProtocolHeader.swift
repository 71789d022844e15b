internal import NIOCore

/// What a balancer says about a connection that it forwards, before the first byte of it.
///
/// Version 2 of https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt. The text form of
/// version 1 is refused.
struct ProxyProtocolHeader: Hashable {
  /// Who connected to the balancer: `address:port` or `unix:path`; `nil` for a connection of the
  /// balancer's own, such as a health check, and for kinds of address that it does not name.
  let source: String?
}

/// What the first bytes of a connection are.
enum ProxyProtocolReading: Hashable {
  /// More bytes are needed.
  case incomplete
  /// A header of so many bytes; the forwarded bytes follow it.
  case header(ProxyProtocolHeader, byteCount: Int)
  case invalid(ProxyProtocolError)
}

/// Why the first bytes of a connection are not a header.
enum ProxyProtocolError: Error, Hashable {
  /// The connection begins with something else: it does not come from the balancer.
  case noSignature
  /// The balancer is set to version 1.
  case unsupportedVersion(Int)
  case unsupportedCommand(Int)
  /// The family and transport are none of those for streams.
  case unsupportedAddress(Int)
  /// The header is shorter than its addresses.
  case truncatedAddress(bytes: Int)
  case headerTooLarge(bytes: Int, bytesMax: Int)

  /// A sentence for the log.
  var reason: String {
    switch self {
    case .noSignature: "The connection does not begin with a PROXY protocol header."
    case .unsupportedVersion(let version):
      "The PROXY protocol version is \(version); only version 2 is understood."
    case .unsupportedCommand(let command): "The PROXY protocol command \(command) is unknown."
    case .unsupportedAddress(let kind): "The PROXY protocol address kind \(kind) is unknown."
    case .truncatedAddress(let bytes):
      "The PROXY protocol header has \(bytes) bytes, fewer than its addresses."
    case .headerTooLarge(let bytes, let bytesMax):
      "The PROXY protocol header has \(bytes) bytes; \(bytesMax) are allowed."
    }
  }
}

extension ProxyProtocolHeader {
  /// What stands before the addresses: signature, version and command, kind, length.
  static let fixedBytes = 16
  /// Addresses and further fields together; the specification has senders keep to it, and the
  /// longest addresses, those of Unix sockets, have 216.
  static let variableBytesMax = 536

  private static let signature: [UInt8] = [
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
  ]

  /// Reads the header at the beginning of `bytes`.
  ///
  /// Refuses at the first byte that cannot belong to one.
  static func read(_ bytes: ByteBuffer) -> ProxyProtocolReading {
    let view = bytes.readableBytesView
    guard view.elementsEqual(signature.prefix(view.count)) || view.starts(with: signature) else {
      return .invalid(view.starts(with: "PROXY ".utf8) ? .unsupportedVersion(1) : .noSignature)
    }
    var rest = bytes
    rest.moveReaderIndex(forwardBy: min(signature.count, rest.readableBytes))
    guard let versionAndCommand = rest.readInteger(as: UInt8.self) else { return .incomplete }
    let (version, command) = (Int(versionAndCommand >> 4), Int(versionAndCommand & 0x0F))
    guard version == 2 else { return .invalid(.unsupportedVersion(version)) }
    guard command <= 1 else { return .invalid(.unsupportedCommand(command)) }
    guard let kind = rest.readInteger(as: UInt8.self),
      let length = rest.readInteger(as: UInt16.self)
    else { return .incomplete }
    let count = Int(length)
    guard count <= variableBytesMax else {
      return .invalid(
        .headerTooLarge(bytes: fixedBytes + count, bytesMax: fixedBytes + variableBytesMax))
    }
    guard let variable = rest.readSlice(length: count) else { return .incomplete }
    // The addresses of a connection of the balancer's own have no meaning, whatever they are.
    guard command == 1 else {
      return .header(ProxyProtocolHeader(source: nil), byteCount: fixedBytes + count)
    }
    do {
      let source = try source(kind: kind, variable)
      return .header(ProxyProtocolHeader(source: source), byteCount: fixedBytes + count)
    } catch {
      return .invalid(error)
    }
  }

  /// The address and port of the source, which stand before those of the destination.
  private static func source(
    kind: UInt8, _ variable: ByteBuffer
  ) throws(ProxyProtocolError) -> String? {
    var variable = variable
    let truncated = ProxyProtocolError.truncatedAddress(bytes: fixedBytes + variable.readableBytes)
    switch kind {
    case 0x00: return nil
    case 0x11: return try internetAddress(&variable, addressBytes: 4, truncated)
    case 0x21: return try internetAddress(&variable, addressBytes: 16, truncated)
    case 0x31:
      let pathBytes = 108
      guard variable.readableBytes >= 2 * pathBytes,
        let path = variable.readSlice(length: pathBytes)
      else { throw truncated }
      return "unix:" + String(decoding: path.readableBytesView.prefix { $0 != 0 }, as: UTF8.self)
    default: throw .unsupportedAddress(Int(kind))
    }
  }

  private static func internetAddress(
    _ variable: inout ByteBuffer, addressBytes: Int, _ truncated: ProxyProtocolError
  ) throws(ProxyProtocolError) -> String {
    let portBytes = 2
    guard variable.readableBytes >= 2 * (addressBytes + portBytes),
      let address = variable.readSlice(length: addressBytes),
      let port = variable.getInteger(
        at: variable.readerIndex + addressBytes, as: UInt16.self),
      let source = try? SocketAddress(packedIPAddress: address, port: Int(port)),
      let host = source.ipAddress
    else { throw truncated }
    return RPCAddress(host: host, port: Int(port)).description
  }
}
