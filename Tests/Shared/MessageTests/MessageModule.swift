import BenchmarkMessages
import InteropMessages
import Messages
import Protobuf
import ProtobufJSON
import TestMessages
import Testing
import WellKnownMessages

/// Generated messages, and the proto files that they were made from.
struct MessageModule: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let types: MessageTypes
  let files: [SerializedProtoFile]

  static let all = [
    MessageModule(
      testDescription: "Messages", types: .suite.union(.wellKnown), files: MessageDescriptors.all),
    MessageModule(
      testDescription: "WellKnownMessages", types: .wellKnown,
      files: WellKnownMessageDescriptors.all),
    MessageModule(
      testDescription: "TestMessages", types: .test.union(.wellKnown),
      files: TestMessageDescriptors.all),
    MessageModule(
      testDescription: "InteropMessages", types: .interop, files: InteropMessageDescriptors.all),
    MessageModule(
      testDescription: "BenchmarkMessages", types: .benchmark,
      files: BenchmarkMessageDescriptors.all),
  ]
}
