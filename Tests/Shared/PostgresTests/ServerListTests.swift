import Testing

@testable import Postgres

/// Which servers a URL names, and in which order they are tried.
@Suite("ServerList")
struct ServerListTests {
  private func list(_ parameters: String) throws -> ServerList {
    ServerList(try DatabaseURL(parsing: "postgresql:///db?\(parameters)", field: "url"))
  }

  private func names(_ list: ServerList) -> [String] {
    list.inOrder.map { $0.parameters.map { "\($0.keyword)=\($0.value)" }.joined(separator: " ") }
  }

  @Test(
    "each server of a URL is tried by itself",
    arguments: [
      ("host=a,b&port=1,2", ["host=a port=1", "host=b port=2"]),
      ("host=a,b&port=1", ["host=a port=1", "host=b port=1"]),
      ("host=a,b", ["host=a", "host=b"]),
      ("host=a,b&hostaddr=::1,::2", ["host=a hostaddr=::1", "host=b hostaddr=::2"]),
      ("hostaddr=::1,::2&port=1,2", ["hostaddr=::1 port=1", "hostaddr=::2 port=2"]),
    ])
  func several(parameters: String, expected: [String]) throws {
    #expect(names(try list(parameters)) == expected)
  }

  @Test(
    "libpq chooses where there is one server, where lists do not match, and for prefer-standby",
    arguments: [
      "", "host=a", "host=a,b&port=1,2,3", "host=a,b&hostaddr=::1",
      "host=a,b&target_session_attrs=prefer-standby",
    ])
  func whole(parameters: String) throws {
    #expect(names(try list(parameters)) == [""])
  }

  @Test("the server that answered last is tried first")
  func order() throws {
    let list = try list("host=a,b,c")
    list.prefer(list.inOrder[1])
    #expect(names(list) == ["host=b", "host=c", "host=a"])
    list.prefer(list.inOrder[2])
    #expect(names(list) == ["host=a", "host=b", "host=c"])
  }

  @Test(
    "a URL says whether its server must take writes",
    arguments: [
      ("read-write", true), ("primary", true), ("any", false), ("standby", false),
      ("prefer-standby", false),
    ])
  func writes(attributes: String, wantsWrites: Bool) throws {
    #expect(try list("target_session_attrs=\(attributes)").wantsWrites == wantsWrites)
  }
}
