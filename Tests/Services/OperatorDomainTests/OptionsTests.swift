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

@Suite("Workday of a month")
struct MonthOptionTests {
  @Test("is the first day of the month")
  func good() throws {
    #expect(try Workday(parsingMonth: "2026-02", field: "--month").description == "2026-02-01")
  }

  @Test("is refused for what is no month", arguments: ["2026-13", "2026-1", "2026", "", "foo"])
  func bad(text: String) {
    let error = ValidationError(field: "--month", reason: "must be a month of the form YYYY-MM")
    #expect(throws: error) { try Workday(parsingMonth: text, field: "--month") }
  }
}

@Suite("MetadataOption")
struct MetadataOptionTests {
  @Test(
    "reads a name and a value",
    arguments: [
      ("a:b", "a", "b"), ("X-Echo:  back", "x-echo", "back"), ("a:b:c", "a", "b:c"),
      ("a:", "a", ""),
      ("x-bin:YWI=", "x-bin", "YWI="), ("x-bin:YWI", "x-bin", "YWI"), ("x-bin:", "x-bin", ""),
    ])
  func good(text: String, name: String, value: String) throws {
    let option = try MetadataOption(parsing: text, field: "--metadata")
    #expect(option.name == name)
    #expect(option.value == value)
  }

  @Test(
    "refuses what a call cannot carry",
    arguments: [
      ("a", "a must have the form name:value"), (":b", ":b must have the form name:value"),
      ("a:\u{e9}", "a: the value must be printable ASCII"),
      ("a:b\nc", "a: the value must be printable ASCII"),
      ("x-bin:###", "x-bin: the value must be base64, as the name ends in -bin"),
      ("x-bin:YWIx=", "x-bin: the value must be base64, as the name ends in -bin"),
      ("x-bin:YWIxY", "x-bin: the value must be base64, as the name ends in -bin"),
      ("x-bin:Y=I=", "x-bin: the value must be base64, as the name ends in -bin"),
    ])
  func bad(text: String, reason: String) {
    #expect(throws: ValidationError(field: "--metadata", reason: reason)) {
      try MetadataOption(parsing: text, field: "--metadata")
    }
  }
}
