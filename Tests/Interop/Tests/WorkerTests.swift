import Foundation
import Testing

@Suite("qps-worker")
struct WorkerTests {
  @Test("serves and loads as a driver says, and measures what is plausible")
  func driven() async throws {
    let fixture = try await InteropFixture.shared.get()
    let worker = fixture.program(
      "qps-worker",
      [
        "--driver_port=0", "--host=127.0.0.1",
        "--tls_cert_file=\(fixture.certificates.appending(path: "server1.pem").path())",
        "--tls_key_file=\(fixture.certificates.appending(path: "server1.key").path())",
        "--ca_file=\(fixture.certificates.appending(path: "ca.pem").path())",
      ])
    let serverEnd = try await worker.serve(mayEnd: true) { serverPort in
      let clientEnd = try await worker.serve(mayEnd: true) { clientPort in
        let outcome = try await fixture.python(
          "qps_driver.py",
          [
            "--worker=127.0.0.1:\(serverPort)", "--worker=127.0.0.1:\(clientPort)", "--use_tls",
          ]
        ).finish()
        try #require(outcome.exitCode == 0, "\(outcome.output)\n\(outcome.errors)")
        #expect(outcome.output.split(separator: "\n").count == 8, "\(outcome.output)")
      }
      #expect(clientEnd == 0)
    }
    // The driver has told both to quit.
    #expect(serverEnd == 0)
  }
}
