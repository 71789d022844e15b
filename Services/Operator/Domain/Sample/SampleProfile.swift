/// The numbers that a sample month is drawn from.
///
/// They are rounded from what can be counted in the published month of January 1999, so that the
/// sample has its shape; no row, name or customer is taken from it. The week is the Israeli one:
/// full days from Sunday to Thursday, a short Friday, and a Saturday that begins in the evening.
enum SampleProfile {
  /// The invented agents, the busiest first.
  static let agentNames = [
    "KEREN", "LIOR", "MEIRAV", "NOGA", "TAMIR", "EFRAT", "BOAZ", "HADAR", "DALIA", "RAMI",
    "INBAL", "OFRA", "YARIV", "CARMIT", "DROR", "GALIT", "ELAD", "PNINA", "AMNON", "SAGIT",
    "URI", "VARDA", "ARIEL", "CHEN", "BINA", "ZIV", "FRIDA", "JONA",
  ]

  /// The chance of the n-th agent to be drawn for a shift is in proportion to this to the power n.
  static let activityDecay = 0.9

  /// The median of the log-normal distribution of the agents' median service times, in seconds.
  static let agentMedianSeconds = 122.0
  /// The deviation of the logarithm of the agents' median service times.
  static let agentMedianDeviation = 0.22
  /// The deviation of the logarithm of the log-normal service times around an agent's median.
  static let serviceDeviation = 0.95
  /// The longest service, in seconds.
  static let serviceSecondsMax = 5_400
  /// The time after a call before an agent takes the next one, in seconds.
  static let wrapUpSeconds = 20

  /// The median of the log-normal time in the voice response unit, in seconds.
  static let menuMedianSeconds = 9.0
  /// The deviation of the logarithm of the time in the voice response unit.
  static let menuDeviation = 0.4
  /// The longest time in the voice response unit, in seconds.
  static let menuSecondsMax = 600
  /// The chance that a customer hangs up in the voice response unit.
  static let menuHangChance = 0.038

  /// How long a customer is willing to wait is exponential with this mean, in seconds: the
  /// published waiting time in total over the number of customers who hung up while waiting.
  static let patienceMeanSeconds = 370.0

  /// The chance that a served call is marked to be ignored.
  static let phantomChance = 0.009
  /// The chance that the agent of a served call is not known.
  static let unknownAgentChance = 0.018

  /// The lines of the voice response units; each call comes in on any of them.
  static let vruLines = (1...2).flatMap { unit in (1...8).map { "AA0\(unit)0\($0)" } }
  /// The chance that a line leaves out a number between two calls.
  static let callIDGapChance = 0.012

  /// A kind of call.
  struct CallType {
    let name: String
    /// The share of all calls.
    let share: Double
    /// What service times are multiplied with.
    let serviceFactor: Double
    /// The chance that the customer is identified.
    let identifiedChance: Double
  }

  static let callTypes = [
    CallType(name: "PS", share: 0.728, serviceFactor: 1.0, identifiedChance: 0.51),
    CallType(name: "NW", share: 0.177, serviceFactor: 0.55, identifiedChance: 0.004),
    CallType(name: "NE", share: 0.050, serviceFactor: 1.6, identifiedChance: 0.53),
    CallType(name: "TT", share: 0.031, serviceFactor: 0.5, identifiedChance: 0.75),
    CallType(name: "IN", share: 0.009, serviceFactor: 1.4, identifiedChance: 0.0),
    CallType(name: "PE", share: 0.005, serviceFactor: 1.25, identifiedChance: 0.56),
  ]

  /// The chance that an identified customer has priority 2 rather than 1; others have 0.
  static let priorityChance = 0.66

  /// The rates of the Poisson process that calls arrive by; a rate is constant within an hour.
  ///
  /// - Parameter weekday: 0 for Sunday to 6 for Saturday.
  /// - Returns: The expected number of calls from 0:00 to 0:59, from 1:00 to 1:59 and so on.
  static func callsPerHour(weekday: Int) -> [Double] {
    switch weekday {
    case 5:
      [
        3, 2, 0.5, 0.5, 0, 0.5, 2.5, 26, 70, 79, 69, 71,
        58, 46, 24, 2, 2, 0.5, 0, 1, 0.5, 0.5, 0.2, 0.2,
      ]
    case 6:
      [
        0.4, 0, 0, 0, 0, 0, 0, 0, 0, 0.2, 1, 0.5,
        1, 0.5, 0.5, 0.5, 0, 1, 8, 60, 40, 36, 29, 24,
      ]
    default:
      [
        4, 2, 0.5, 0.5, 0.5, 2, 5, 33, 86, 97, 111, 96,
        90, 90, 108, 115, 128, 95, 71, 59, 46, 41, 42, 36,
      ].map { $0 * [1.10, 1.01, 0.96, 0.93, 1.00][weekday] }
    }
  }

  /// Agents who begin and end together.
  struct Shift {
    /// Hours from midnight.
    let startHour: Int
    let endHour: Int
    let headcount: Int
  }

  /// The least time between two shifts of an agent, in hours.
  static let restHours = 9

  /// The shifts of a day.
  ///
  /// There are about as many agents as calls to be served at the same time, so that almost
  /// half of the customers wait, and most of them hang up in the hour before six.
  ///
  /// - Parameter weekday: 0 for Sunday to 6 for Saturday.
  /// - Returns: The shifts in order of their beginning.
  static func shifts(weekday: Int) -> [Shift] {
    switch weekday {
    case 5:
      [
        Shift(startHour: 0, endHour: 7, headcount: 1),
        Shift(startHour: 7, endHour: 14, headcount: 4),
        Shift(startHour: 8, endHour: 15, headcount: 1),
        Shift(startHour: 15, endHour: 24, headcount: 1),
      ]
    case 6:
      [
        Shift(startHour: 0, endHour: 8, headcount: 1),
        Shift(startHour: 8, endHour: 16, headcount: 1),
        Shift(startHour: 16, endHour: 24, headcount: 1),
        Shift(startHour: 18, endHour: 24, headcount: 3),
      ]
    default:
      [
        Shift(startHour: 0, endHour: 7, headcount: 1),
        Shift(startHour: 7, endHour: 15, headcount: 4),
        Shift(startHour: 9, endHour: 17, headcount: 2),
        Shift(startHour: 14, endHour: 22, headcount: 1),
        Shift(startHour: 15, endHour: 23, headcount: 1),
        Shift(startHour: 15, endHour: 24, headcount: 2),
      ]
    }
  }
}
