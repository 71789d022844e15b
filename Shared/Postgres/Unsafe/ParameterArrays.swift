/// What libpq wants to know of parameters, as C arrays.
@unsafe struct ParameterArrays {
  let count: Int32
  let types: UnsafePointer<UInt32>?
  let values: UnsafePointer<UnsafePointer<CChar>?>?
  let lengths: UnsafePointer<Int32>?
  let formats: UnsafePointer<Int32>?

  /// Lends the parameters, which stand on the stack; the pointers end with the closure.
  static func with<Result>(_ bindings: Bindings, _ body: (ParameterArrays) -> Result) -> Result {
    let count = bindings.count
    return unsafe bindings.bytes.withUnsafeBytes { bytes in
      let base = unsafe bytes.assumingMemoryBound(to: CChar.self).baseAddress
      return unsafe withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) {
        values in
        // Types, lengths, formats.
        unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: 3 * count) { numbers in
          var offset = 0
          for index in 0..<count {
            guard let parameter = bindings.parameter(at: offset) else { break }
            // The address of an empty value is not the null pointer, which is NULL.
            unsafe values[index] =
              parameter.length == nil ? nil : base?.advanced(by: parameter.valueOffset)
            unsafe numbers[index] = Int32(bitPattern: parameter.type)
            unsafe numbers[count + index] = Int32(parameter.length ?? 0)
            unsafe numbers[2 * count + index] = parameter.format
            offset = parameter.end
          }
          guard let first = numbers.baseAddress, count > 0 else {
            return unsafe body(
              ParameterArrays(count: 0, types: nil, values: nil, lengths: nil, formats: nil))
          }
          return unsafe first.withMemoryRebound(to: UInt32.self, capacity: count) { types in
            unsafe body(
              ParameterArrays(
                count: Int32(count), types: types, values: values.baseAddress,
                lengths: first + count, formats: first + 2 * count))
          }
        }
      }
    }
  }
}
