extension DatabaseURL {
  /// The same URL with a password, which replaces one that it has.
  ///
  /// Settings keep passwords in files of their own, beside a URL without one.
  package func adding(password: String) -> DatabaseURL {
    let separator = rawValue.contains("?") ? "&" : "?"
    return DatabaseURL(rawValue: "\(rawValue)\(separator)password=\(Self.escape(password))")
  }
}
