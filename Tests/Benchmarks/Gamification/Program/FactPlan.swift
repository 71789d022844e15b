import Kernel
import Messages
import WellKnownMessages

/// What a platform has measured of people: up to ``metricsMax`` facts of each workday, one for each
/// metric of the profile.
///
/// A metric is a measure of the work for one queue.
struct FactPlan: Sendable {
  static let metricsMax = 20

  private static let measures = [
    "interactions_offered", "interactions_answered", "interactions_handled",
    "interactions_transferred", "interactions_short", "handle_seconds", "hold_seconds",
    "after_call_work_seconds",
  ]

  /// How many people there are, from 0.
  let people: Int
  /// The workdays in their order.
  let days: [Workday]
  /// How many facts each of them has.
  let metrics: Int

  var factCount: Int { people * days.count * metrics }

  /// The id of a person, as long as any other one.
  static func person(_ number: Int) -> String {
    let digits = String(number)
    return "agent-" + String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
  }

  static func measure(_ metric: Int) -> String { measures[metric % measures.count] }

  static func queue(_ metric: Int) -> String { "queue-\(1 + metric / measures.count)" }

  /// 10 to 98, and another sum for everybody.
  static func amount(_ person: Int, _ day: Workday, _ metric: Int) -> Double {
    Double((person &* 7_919 &+ Int(day.daysSinceEpoch) &* 13 &+ metric &* 5) % 89 + 10)
  }

  /// All facts of some people and a workday, person by person.
  func facts(of people: Range<Int>, on day: Workday) -> [GamificationV1.Fact] {
    let date = GoogleType.Date(day)
    var facts: [GamificationV1.Fact] = []
    facts.reserveCapacity(people.count * metrics)
    for person in people {
      let id = Self.person(person)
      for metric in 0..<metrics {
        facts.append(
          Self.fact(id, date, metric, amount: Self.amount(person, day, metric)))
      }
    }
    return facts
  }

  static func fact(
    _ person: String, _ date: GoogleType.Date, _ metric: Int, amount: Double
  ) -> GamificationV1.Fact {
    GamificationV1.Fact(
      personID: person, workday: date,
      content: .measurement(
        GamificationV1.Measurement(
          measureID: measure(metric), amount: amount, mode: .set, queueID: queue(metric))))
  }
}

extension GoogleType.Date {
  init(_ day: Workday) {
    let parts = day.components
    self.init(year: Int32(parts.year), month: Int32(parts.month), day: Int32(parts.day))
  }
}
