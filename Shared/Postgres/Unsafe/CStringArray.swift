/// Lends a null-terminated array of C strings.
enum CStringArray {
  static func with<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
  ) -> Result {
    var bytes: [CChar] = []
    let offsets = texts.map { text in
      defer { bytes.append(contentsOf: text.utf8CString) }
      return bytes.count
    }
    return unsafe bytes.withUnsafeBufferPointer { buffer in
      let pointers = unsafe offsets.map { offset in
        unsafe buffer.baseAddress?.advanced(by: offset)
      }
      return unsafe (pointers + [nil]).withUnsafeBufferPointer { array in
        guard let base = array.baseAddress else {
          preconditionFailure("an array with an element has an address")
        }
        return unsafe body(base)
      }
    }
  }
}
