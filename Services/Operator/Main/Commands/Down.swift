internal import ArgumentParser

/// Stops the suite on this machine.
struct Down: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Stop what `laurel up` started; the data stays.",
    discussion: "Running calls may finish. Nothing happens when nothing runs.")

  @Option(help: "The folder of the suite.")
  var directory = ".laurel"

  func run() async throws {
    try await CommandFailure.explaining {
      let folder = SuiteFolder(directory)
      guard folder.exists else {
        Console.line("There is no suite in \(folder.path).")
        return
      }
      Console.line("Stopping Laurel in \(folder.path)")
      try await LocalSuite.stopServices(folder)
      guard Cluster.exists(in: folder) else { return }
      let wasRunning = try await Cluster.find(folder).stop()
      Console.step("PostgreSQL", wasRunning ? "stopped" : "not running")
    }
  }
}
