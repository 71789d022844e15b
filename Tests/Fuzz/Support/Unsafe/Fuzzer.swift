internal import CFuzzer

/// libFuzzer, as it is used here.
package enum Fuzzer {
  /// What is called with each input; the process has one.
  nonisolated(unsafe) fileprivate static var body: ([UInt8]) -> Void = { _ in }

  /// Calls `body` with inputs until the arguments of the process say that it is enough.
  ///
  /// A crash, a failed precondition, a leak, or an input that takes too long ends the process.
  ///
  /// - Returns: The status for the process to exit with.
  package static func run(_ body: @escaping ([UInt8]) -> Void) -> Int32 {
    unsafe Fuzzer.body = body
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
      unsafe CommandLine.unsafeArgv
    return unsafe LLVMFuzzerRunDriver(&count, &arguments) { data, size in
      unsafe takeInput(data, size)
    }
  }
}

/// The function that libFuzzer's own `main` would call, so that it links; ours comes first.
@_cdecl("LLVMFuzzerTestOneInput")
package func takeInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  unsafe Fuzzer.body(Array(UnsafeBufferPointer(start: data, count: size)))
  return 0
}
