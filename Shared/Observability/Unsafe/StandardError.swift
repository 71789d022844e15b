internal import Glibc

/// The standard error stream of the process.
package enum StandardError {
  /// Writes a text in one call of the operating system.
  ///
  /// Lines of several threads therefore do not mix.
  package static func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while unsafe !rest.isEmpty {
        let count = unsafe Glibc.write(STDERR_FILENO, rest.baseAddress, rest.count)
        guard count > 0 else { return }
        unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      }
    }
  }
}
