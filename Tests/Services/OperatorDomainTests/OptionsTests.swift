import Kernel
import OperatorDomain
import Testing

@Suite("Endpoint")
struct EndpointTests {
  @Test(
    "reads host and port",
    arguments: [
      ("localhost:8080", "localhost", 8_080), ("127.0.0.1:1", "127.0.0.1", 1),
      ("a-b.example:65535", "a-b.example", 65_535), ("[::1]:443", "::1", 443),
      ("directory_1:80", "directory_1", 80),
    ])
  func good(text: String, host: String, port: Int) throws {
    let endpoint = try Endpoint(parsing: text, field: "--directory")
    #expect(endpoint.host == host)
    #expect(endpoint.port == port)
    #expect(endpoint.description == text)
  }

  @Test(
    "says which part is wrong",
    arguments: [
      ("", "must have the form host:port"), ("localhost", "must have the form host:port"),
      ("localhost:", "must end with a port from 1 to 65535"),
      ("localhost:0", "must end with a port from 1 to 65535"),
      ("localhost:65536", "must end with a port from 1 to 65535"),
      ("localhost:+80", "must end with a port from 1 to 65535"),
      ("localhost:8o", "must end with a port from 1 to 65535"),
      (":80", "must begin with a host name, an IPv4 address or [an IPv6 address]"),
      ("::1:80", "must begin with a host name, an IPv4 address or [an IPv6 address]"),
      ("[::1:80", "must begin with a host name, an IPv4 address or [an IPv6 address]"),
      ("[]:80", "must begin with a host name, an IPv4 address or [an IPv6 address]"),
      ("[x]:80", "must begin with a host name, an IPv4 address or [an IPv6 address]"),
      ("http://a:80", "must begin with a host name, an IPv4 address or [an IPv6 address]"),
      ("a b:80", "must begin with a host name, an IPv4 address or [an IPv6 address]"),
    ])
  func bad(text: String, reason: String) {
    #expect(throws: ValidationError(field: "--directory", reason: reason)) {
      try Endpoint(parsing: text, field: "--directory")
    }
  }

  @Test("refuses a host of more than 253 characters", arguments: [253, 254])
  func long(count: Int) {
    let endpoint = try? Endpoint(
      parsing: String(repeating: "a", count: count) + ":80", field: "--directory")
    #expect((endpoint == nil) == (count == 254))
  }
}

@Suite("WorkdayRange from options")
struct WorkdayOptionsTests {
  private func range(_ start: String, _ end: String) throws -> WorkdayRange {
    try WorkdayRange(parsingStart: start, end: end, startField: "--from", endField: "--to")
  }

  @Test("reads the first and the last day")
  func good() throws {
    let range = try range("1999-01-01", "1999-01-31")
    #expect(range.start.description == "1999-01-01")
    #expect(range.end.description == "1999-01-31")
    #expect(try self.range("1999-01-01", "1999-01-01").start == range.start)
  }

  @Test(
    "names the option that is wrong",
    arguments: [
      ("1999-1-1", "1999-01-31", "--from must be a date of the form YYYY-MM-DD"),
      ("1999-01-01", "1999-02-29", "--to must be a date of the form YYYY-MM-DD"),
      ("1999-01-02", "1999-01-01", "--to must not be before --from"),
      ("1999-01-01", "2009-01-08", "--to must be less than 3660 days after --from"),
    ])
  func bad(start: String, end: String, message: String) {
    let error = #expect(throws: ValidationError.self) { try range(start, end) }
    #expect(error?.description == message)
  }
}
