internal import Kernel
internal import Messages
internal import OperatorDomain
internal import RPC
internal import WellKnownMessages

extension QualityV1.Interaction {
  init(_ interaction: ImportedInteraction) {
    let outcome: Outcome =
      switch interaction.outcome {
      case .served: .served
      case .abandoned: .abandoned
      case .ignored: .ignored
      }
    self.init(
      interactionID: interaction.id.rawValue, agentID: interaction.agent?.rawValue ?? "",
      queueID: interaction.queue.rawValue,
      startTime: GoogleProtobuf.Timestamp(interaction.startTime),
      waitDuration: GoogleProtobuf.Duration(seconds: Int64(interaction.waitSeconds)),
      handleDuration: GoogleProtobuf.Duration(seconds: Int64(interaction.handleSeconds)),
      outcome: outcome)
  }
}

extension GamificationV1.Fact {
  init(_ fact: WorkdayFact) {
    self.init(
      personID: fact.person.rawValue, workday: GoogleType.Date(fact.workday),
      content: .measurement(
        GamificationV1.Measurement(
          measureID: fact.measure.rawValue, amount: fact.amount, mode: .set)))
  }
}

extension DirectoryV1.DirectoryEntry {
  init(_ division: ImportedDivision) {
    self.init(
      entry: .division(
        DirectoryV1.Division(
          divisionID: division.id.rawValue, displayName: division.displayName)))
  }

  init(_ queue: ImportedQueue) {
    self.init(
      entry: .queue(
        DirectoryV1.Queue(
          queueID: queue.id.rawValue, displayName: queue.displayName,
          divisionID: queue.division.rawValue)))
  }

  init(_ person: ImportedPerson) {
    self.init(
      entry: .person(
        DirectoryV1.Person(
          personID: person.id.rawValue, displayName: person.displayName,
          divisionID: person.division.rawValue)))
  }
}
