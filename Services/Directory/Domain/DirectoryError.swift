/// Why the directory cannot do what it is asked for.
package enum DirectoryError: Error, Hashable, Sendable, CaseIterable {
  /// The caller's organisation was not created yet.
  case organizationNotFound
  /// The organisation exists with other values.
  case organizationExists
  case personNotFound
  case roleNotFound
  case grantNotFound
}
