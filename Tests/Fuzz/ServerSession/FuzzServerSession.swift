import FuzzServer
import FuzzSupport

/// Bytes from a client to a whole connection of a server.
@main enum FuzzServerSession {
  static func main() {
    let server = ServerHarness.Server()
    let status = Fuzzer.run { bytes in
      var input = FuzzInput(bytes)
      let isGreeted = input.byte().isMultiple(of: 2)
      let harness = ServerHarness(server)
      if isGreeted { harness.receive(FrameWriter.greeting) }
      for piece in input.pieces() { harness.receive(piece) }
      harness.close()
    }
    precondition(status == 0, "libFuzzer could not run")
  }
}
