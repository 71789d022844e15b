import Testing

@testable import RPC

@Suite("RPCTarget.init(parsing:)") struct ClientTargetTests {
  @Test(
    "reads names, with or without scheme, authority part and port",
    arguments: [
      ("dns:example.com", "example.com", 443, "example.com:443"),
      ("dns:example.com:50051", "example.com", 50_051, "example.com:50051"),
      ("dns:///example.com:1", "example.com", 1, "example.com:1"),
      ("DNS:///example.com", "example.com", 443, "example.com:443"),
      ("example.com:65535", "example.com", 65_535, "example.com:65535"),
      ("example.com", "example.com", 443, "example.com:443"),
      ("my_service.internal.", "my_service.internal.", 443, "my_service.internal.:443"),
    ])
  func names(text: String, host: String, port: Int, authority: String) throws {
    let target = try RPCTarget(parsing: text)
    #expect(target.location == .name(host: host, port: port))
    #expect(target.authority == authority)
    #expect(target.description == "dns:///\(authority)")
    #expect(try RPCTarget(parsing: target.description) == target)
  }

  @Test(
    "reads addresses, alone and in lists",
    arguments: [
      ("127.0.0.1:80", [("127.0.0.1", 80)], "127.0.0.1:80", "dns:///127.0.0.1:80"),
      ("dns:///127.0.0.1", [("127.0.0.1", 443)], "127.0.0.1:443", "dns:///127.0.0.1:443"),
      ("::1", [("::1", 443)], "[::1]:443", "dns:///[::1]:443"),
      ("[::1]:80", [("::1", 80)], "[::1]:80", "dns:///[::1]:80"),
      ("dns:[::1]", [("::1", 443)], "[::1]:443", "dns:///[::1]:443"),
      (
        "ipv4:10.0.0.1:80,10.0.0.2", [("10.0.0.1", 80), ("10.0.0.2", 443)], "10.0.0.1:80",
        "ipv4:10.0.0.1:80,10.0.0.2:443"
      ),
      ("ipv4:///10.0.0.1:80", [("10.0.0.1", 80)], "10.0.0.1:80", "ipv4:10.0.0.1:80"),
      (
        "ipv6:[2001:db8::1]:80,[2001:db8::2]:81", [("2001:db8::1", 80), ("2001:db8::2", 81)],
        "[2001:db8::1]:80", "ipv6:[2001:db8::1]:80,[2001:db8::2]:81"
      ),
      ("ipv6:2001:db8::1", [("2001:db8::1", 443)], "[2001:db8::1]:443", "ipv6:[2001:db8::1]:443"),
    ] as [(String, [(String, Int)], String, String)])
  func addresses(
    text: String, addresses: [(String, Int)], authority: String, description: String
  ) throws {
    let target = try RPCTarget(parsing: text)
    #expect(target.location == .endpoints(addresses.map { .inet(host: $0.0, port: $0.1) }))
    #expect(target.authority == authority)
    #expect(target.description == description)
    #expect(try RPCTarget(parsing: target.description) == target)
  }

  @Test(
    "reads Unix sockets",
    arguments: [
      ("unix:run/app.sock", SocketEndpoint.unix("run/app.sock"), "unix:run/app.sock"),
      ("unix:/run/app.sock", .unix("/run/app.sock"), "unix:/run/app.sock"),
      ("unix:///run/app.sock", .unix("/run/app.sock"), "unix:/run/app.sock"),
      ("unix:///run/a%20b", .unix("/run/a b"), "unix:/run/a b"),
      ("unix-abstract:app", .unixAbstract("app"), "unix-abstract:app"),
    ])
  func sockets(text: String, socket: SocketEndpoint, description: String) throws {
    let target = try RPCTarget(parsing: text)
    #expect(target.location == .endpoints([socket]))
    #expect(target.authority == "localhost")
    #expect(target.description == description)
  }

  @Test(
    "names the reason for what it refuses",
    arguments: [
      ("", RPCTargetError.Reason.empty),
      (String(repeating: "a", count: 4097), .tooLong(bytesMax: 4096)),
      (String(repeating: "a", count: 254), .tooLong(bytesMax: 253)),
      ("https://example.com", .unknownScheme("https")),
      ("xds:///example.com", .unknownScheme("xds")),
      ("dns://8.8.8.8/example.com", .nameServer("8.8.8.8")),
      ("dns:", .emptyHost),
      ("dns:///", .emptyHost),
      (":80", .emptyHost),
      ("example.com:", .invalidPort("")),
      ("example.com:0", .invalidPort("0")),
      ("example.com:65536", .invalidPort("65536")),
      ("example.com:+80", .invalidPort("+80")),
      ("example.com:https", .invalidPort("https")),
      ("exa mple.com", .notAName("exa mple.com")),
      ("bücher.example", .notAName("bücher.example")),
      ("[::1", .unclosedBracket),
      ("[::1]80", .unclosedBracket),
      ("[example.com]:80", .notAnAddress("example.com")),
      ("ipv4:example.com:80", .notAnAddress("example.com")),
      ("ipv4:10.0.0.1:80,", .emptyHost),
      ("ipv4:[::1]:80", .notAnAddress("::1")),
      ("ipv6:10.0.0.1:80", .notAnAddress("10.0.0.1")),
      ("ipv4://server/10.0.0.1", .authority("server")),
      (
        "ipv4:" + String(repeating: "1.1.1.1,", count: 128) + "1.1.1.1",
        .tooManyAddresses(max: 128)
      ),
      ("unix:", .emptyPath),
      ("unix://host/path", .authority("host")),
      ("unix:///a%00b", .invalidPath),
      ("unix:/" + String(repeating: "a", count: 103), .tooLong(bytesMax: 103)),
      ("unix-abstract:", .emptyPath),
    ])
  func refusals(text: String, reason: RPCTargetError.Reason) {
    let error = #expect(throws: RPCTargetError.self) { try RPCTarget(parsing: text) }
    #expect(error?.reason == reason)
  }

  @Test("says in the error which target it was and why")
  func errorText() {
    let error = #expect(throws: RPCTargetError.self) { try RPCTarget(parsing: "a:b") }
    #expect(
      error?.description == "The target \"a:b\" has the port \"b\", not a number from 1 to 65535.")
  }

  @Test("the address of a listener is shown as a target is written")
  func listenerAddress() throws {
    let inet = RPCListener.Address.inet(RPCAddress(host: "::1", port: 7405))
    #expect(inet.description == "[::1]:7405")
    let unix = RPCListener.Address.unix(path: "/run/laurel")
    #expect(unix.description == "unix:/run/laurel")
    for address in [inet, unix] { _ = try RPCTarget(parsing: address.description) }
  }
}
