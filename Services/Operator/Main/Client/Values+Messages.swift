internal import Kernel
internal import Messages
internal import OperatorDomain
internal import WellKnownMessages

extension GoogleType.Date {
  init(_ workday: Workday) {
    let (year, month, day) = workday.components
    self.init(year: Int32(year), month: Int32(month), day: Int32(day))
  }
}

extension Workday {
  /// The date of an answer; `nil` for a date that is none.
  init?(_ date: GoogleType.Date) {
    self.init(year: Int(date.year), month: Int(date.month), day: Int(date.day))
  }
}

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
      startTime: GoogleProtobuf.Timestamp(
        seconds: interaction.startTime.seconds, nanos: interaction.startTime.nanoseconds),
      waitDuration: GoogleProtobuf.Duration(seconds: Int64(interaction.waitSeconds)),
      handleDuration: GoogleProtobuf.Duration(seconds: Int64(interaction.handleSeconds)),
      outcome: outcome)
  }
}

extension GamificationV1.Fact {
  init(_ fact: WorkdayFact) {
    self.init(
      personID: fact.person.rawValue, metricID: fact.metric.rawValue,
      workday: GoogleType.Date(fact.workday), total: fact.total, count: fact.count)
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
