package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Tells what people would have earned.
package struct SimulationService: GamificationV1.SimulationService {
  let simulations: any SimulationRepository
  let metrics: any ProfileMetricRepository
  let clock: any WallClock
  let ids: any IDGenerator

  /// How many people are scored at once, while the thread has nothing else to do.
  static var peopleMax: Int { 25 }

  package init(
    simulations: any SimulationRepository, metrics: any ProfileMetricRepository,
    clock: any WallClock, ids: any IDGenerator
  ) {
    self.simulations = simulations
    self.metrics = metrics
    self.clock = clock
    self.ids = ids
  }

  /// Reads the workdays of people, a few people at a time.
  ///
  /// `body` gets them with the number of those who are done then.
  func forEach(
    of people: [PersonID], in organization: OrganizationID, _ plan: SimulationPlan,
    _ body: (_ simulated: [SimulatedPerson], _ doneCount: Int) async throws -> Void
  ) async throws {
    for start in stride(from: 0, to: people.count, by: Self.peopleMax) {
      let end = min(start + Self.peopleMax, people.count)
      let simulated = try await simulations.workdays(
        in: organization, of: Array(people[start..<end]), plan)
      try await body(simulated, end)
    }
  }
}
