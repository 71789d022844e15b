import ArgumentParser
import Kernel
import Messages
import RPC
import WellKnownMessages

/// Lets the people of an organisation earn points.
struct Activate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let people earn points from a workday on.")

  @OptionGroup var service: Service

  @Option(help: "The first workday.")
  var start: String

  func run() async throws {
    let client = service.makeClient()
    _ = try await GamificationV1.GamificationSettingsServiceClient(client)
      .updateGamificationSettings(
        GamificationV1.UpdateGamificationSettingsRequest(
          gamificationSettings: GamificationV1.GamificationSettings(active: true),
          startWorkday: GoogleType.Date(try Workday(parsing: start, field: "start"))),
        options: try await service.operatorOptions(timeout: .seconds(10)))
    await client.close()
  }
}
