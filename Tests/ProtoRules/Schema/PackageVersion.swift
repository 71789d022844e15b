/// The version that the last part of a package's name is.
struct PackageVersion: Hashable, Sendable {
  /// Whether callers can rely on the package: not alpha, beta or test.
  let isStable: Bool

  /// Nil when the package has no version: `v1`, `v1alpha`, `v1beta2`, `v1p1alpha1`, `v1testlab`.
  init?(ofPackage package: String) {
    let parts = package.split(separator: ".")
    guard parts.count > 1, let last = parts.last else { return nil }
    let unstable = /v[1-9]\d*(test.*|(p[1-9]\d*)?(alpha|beta)([1-9]\d*)?)/
    isStable = last.wholeMatch(of: unstable) == nil
    guard !isStable || last.wholeMatch(of: /v[1-9]\d*/) != nil else { return nil }
  }
}
