import Foundation
import MessageGenerator

// A protoc plugin: request on standard input, response on standard output.

/// Runs protoc-gen-c from the search path.
func runCGenerator(_ request: [UInt8]) throws(GeneratorError) -> [UInt8] {
  let process = Process()
  let (input, output) = (Pipe(), Pipe())
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["protoc-gen-c"]
  process.standardInput = input
  process.standardOutput = output
  do {
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(request))
    try input.fileHandleForWriting.close()
    let answer = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw GeneratorError(
        reason: "protoc-gen-c ended with status \(process.terminationStatus); is it installed?")
    }
    return [UInt8](answer)
  } catch let error as GeneratorError {
    throw error
  } catch {
    throw GeneratorError(reason: "protoc-gen-c could not be run: \(error)")
  }
}

let request = try FileHandle.standardInput.readToEnd() ?? Data()
let response = MessageGenerator(runCGenerator: runCGenerator).response(to: [UInt8](request))
try FileHandle.standardOutput.write(contentsOf: Data(response))
