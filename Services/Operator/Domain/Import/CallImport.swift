package import Kernel

/// Turns the rows of a call file into what the services take over.
///
/// Feed it the parser's events; it hands back one interaction a call and gathers the rest, which is
/// complete after the last event.
package struct CallImport: Sendable {
  private struct PersonDay: Hashable {
    var person: PersonID
    var workday: Workday
  }

  private struct Handled {
    var interactions = 0
    var seconds = 0
  }

  private let division: ImportedDivision
  private let timeZone: OrganizationTimeZone
  private var summarySoFar = ImportSummary()
  private var types: Set<QueueID> = []
  private var servers: Set<PersonID> = []
  private var dates: Set<Workday> = []
  private var handled: [PersonDay: Handled] = [:]

  /// Makes an import of one file.
  ///
  /// - Parameters:
  ///   - division: The division that all queues and people belong to.
  ///   - timeZone: The zone of the call centre's clocks.
  package init(division: ImportedDivision, timeZone: OrganizationTimeZone) {
    self.division = division
    self.timeZone = timeZone
  }

  /// Takes one line.
  ///
  /// - Returns: The interaction to send; `nil` for a duplicate or an error.
  package mutating func add(_ event: CallFileEvent) -> ImportedInteraction? {
    summarySoFar.rows += 1
    switch event {
    case .failure:
      summarySoFar.errors += 1
      return nil
    case .duplicate:
      summarySoFar.duplicates += 1
      return nil
    case .row(let row):
      count(row)
      return interaction(row)
    }
  }

  private mutating func count(_ row: CallRow) {
    types.insert(row.type)
    dates.insert(row.date)
    if let server = row.server { servers.insert(server) }
    if !row.isConsistent { summarySoFar.inconsistentRows += 1 }
    if let agent = row.agent {
      summarySoFar.handledInteractions += 1
      let key = PersonDay(person: agent, workday: row.date)
      handled[key, default: Handled()].interactions += 1
      handled[key, default: Handled()].seconds += row.service.seconds
    }
  }

  private func interaction(_ row: CallRow) -> ImportedInteraction {
    let outcome: ImportedInteraction.Outcome =
      switch row.outcome {
      case .agent: .served
      case .hang: .abandoned
      case .phantom: .ignored
      }
    return ImportedInteraction(
      id: row.key.interactionID, agent: row.agent, queue: row.type,
      startTime: timeZone.instant(of: row.start, on: row.date),
      waitSeconds: row.waiting.seconds, handleSeconds: row.service.seconds, outcome: outcome)
  }

  /// What was read so far.
  package var summary: ImportSummary {
    var summary = summarySoFar
    summary.agents = Set(handled.keys.map(\.person)).count
    summary.dates = dates.count
    return summary
  }

  /// The divisions to import: the one of the options.
  package var divisions: [ImportedDivision] { [division] }

  /// The queues to import, one for each kind of call, in the order of their ids.
  package var queues: [ImportedQueue] {
    types.sorted().map { type in
      ImportedQueue(id: type, displayName: Self.displayName(of: type), division: division.id)
    }
  }

  /// The people to import: everybody named as a server, in the order of their ids.
  ///
  /// The file knows no other names, so that the name shown is the id.
  package var people: [ImportedPerson] {
    servers.sorted().map { server in
      ImportedPerson(id: server, displayName: server.rawValue, division: division.id)
    }
  }

  /// The first and the last date of all calls; `nil` before the first call.
  package var dateBounds: (first: Workday, last: Workday)? {
    guard let first = dates.min(), let last = dates.max() else { return nil }
    return (first, last)
  }

  /// The facts of each person and workday, in the order of workday, person and measure.
  ///
  /// The workday is the date of the row: the day on which the call came in, also when it was served
  /// after midnight.
  package var facts: [WorkdayFact] {
    let days = handled.sorted { left, right in
      left.key.workday == right.key.workday
        ? left.key.person < right.key.person : left.key.workday < right.key.workday
    }
    return days.flatMap { key, handled in
      [
        WorkdayFact(
          person: key.person, workday: key.workday, measure: .interactionsHandled,
          amount: Double(handled.interactions)),
        WorkdayFact(
          person: key.person, workday: key.workday, measure: .handleSeconds,
          amount: Double(handled.seconds)),
      ]
    }
  }

  /// The documented meaning of a kind of call; other kinds are shown by their id.
  private static func displayName(of type: QueueID) -> String {
    switch type.rawValue {
    case "PS": "Regular"
    case "PE": "Regular in English"
    case "NW": "Prospective customer"
    case "NE": "Stock exchange"
    case "IN": "Internet support"
    case "TT": "Call back"
    default: "Undocumented type \(type.rawValue)"
    }
  }
}
