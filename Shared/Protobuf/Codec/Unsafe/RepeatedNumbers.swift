internal import CProtobufArena

// Repeated number fields, both ways; one function for each type, as generic code of another module
// is not specialised and takes many times as long.

extension Arena {
  /// Elements of a repeated number field.
  package func numbers(_ start: UnsafeMutablePointer<Int32>?, _ count: Int) -> [Int32] {
    unsafe elements(start, count) { $0 }
  }

  /// Elements of a repeated number field.
  package func numbers(_ start: UnsafeMutablePointer<Int64>?, _ count: Int) -> [Int64] {
    unsafe elements(start, count) { $0 }
  }

  /// Elements of a repeated number field.
  package func numbers(_ start: UnsafeMutablePointer<UInt32>?, _ count: Int) -> [UInt32] {
    unsafe elements(start, count) { $0 }
  }

  /// Elements of a repeated number field.
  package func numbers(_ start: UnsafeMutablePointer<UInt64>?, _ count: Int) -> [UInt64] {
    unsafe elements(start, count) { $0 }
  }

  /// Elements of a repeated number field.
  package func numbers(_ start: UnsafeMutablePointer<Float>?, _ count: Int) -> [Float] {
    unsafe elements(start, count) { $0 }
  }

  /// Elements of a repeated number field.
  package func numbers(_ start: UnsafeMutablePointer<Double>?, _ count: Int) -> [Double] {
    unsafe elements(start, count) { $0 }
  }

  package func put(
    _ values: [Int32], _ start: inout UnsafeMutablePointer<Int32>?, _ count: inout Int
  ) {
    unsafe putElements(values, &start, &count) { $0 }
  }

  package func put(
    _ values: [Int64], _ start: inout UnsafeMutablePointer<Int64>?, _ count: inout Int
  ) {
    unsafe putElements(values, &start, &count) { $0 }
  }

  package func put(
    _ values: [UInt32], _ start: inout UnsafeMutablePointer<UInt32>?, _ count: inout Int
  ) {
    unsafe putElements(values, &start, &count) { $0 }
  }

  package func put(
    _ values: [UInt64], _ start: inout UnsafeMutablePointer<UInt64>?, _ count: inout Int
  ) {
    unsafe putElements(values, &start, &count) { $0 }
  }

  package func put(
    _ values: [Float], _ start: inout UnsafeMutablePointer<Float>?, _ count: inout Int
  ) {
    unsafe putElements(values, &start, &count) { $0 }
  }

  package func put(
    _ values: [Double], _ start: inout UnsafeMutablePointer<Double>?, _ count: inout Int
  ) {
    unsafe putElements(values, &start, &count) { $0 }
  }
}
