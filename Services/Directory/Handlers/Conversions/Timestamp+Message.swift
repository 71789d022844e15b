internal import Kernel
internal import WellKnownMessages

extension GoogleProtobuf.Timestamp {
  init(_ timestamp: Kernel.Timestamp) {
    self.init(seconds: timestamp.seconds, nanos: timestamp.nanoseconds)
  }
}
