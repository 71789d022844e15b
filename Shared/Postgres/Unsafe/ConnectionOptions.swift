internal import CPostgreSQL

/// What libpq reads in the URL of a database.
enum ConnectionOptions {
  /// The keywords that a URL sets, with their values; `nil` when libpq cannot read it.
  ///
  /// What libpq says about it then may hold a part of the password, so nobody is told.
  static func parse(_ url: String) -> [String: String]? {
    var message: UnsafeMutablePointer<CChar>?
    let options = unsafe PQconninfoParse(url, &message)
    unsafe PQfreemem(message)
    guard let options = unsafe options else { return nil }
    defer { unsafe PQconninfoFree(options) }
    var values: [String: String] = [:]
    var option = unsafe options
    while let keyword = unsafe option.pointee.keyword {
      if let value = unsafe option.pointee.val {
        unsafe values[String(cString: keyword)] = String(cString: value)
      }
      unsafe option += 1
    }
    return values
  }
}
