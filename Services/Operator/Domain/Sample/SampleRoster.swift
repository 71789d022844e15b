/// The agents of a sample month with their shifts.
///
/// Times are seconds since the month's beginning.
struct SampleRoster {
  /// An agent's shift.
  private struct Duty {
    let agent: Int
    let start: Int
    let end: Int
  }

  /// The shifts by day, from 0.
  private let duties: [[Duty]]
  /// The median service time of each agent, in seconds.
  private let medianSeconds: [Double]
  /// When each agent is done with the last call and its wrap-up.
  private var freeAt: [Int]

  /// Draws the shifts of every day.
  ///
  /// - Parameters:
  ///   - seed: The seed of the month.
  ///   - weekdays: The weekday of each day, 0 for Sunday to 6 for Saturday.
  init(seed: UInt64, weekdays: [Int]) {
    var skills = RandomStream(seed: seed, purpose: "agents")
    let names = SampleProfile.agentNames
    medianSeconds = names.map { _ in
      skills.logNormal(
        median: SampleProfile.agentMedianSeconds, deviation: SampleProfile.agentMedianDeviation)
    }
    freeAt = names.map { _ in 0 }
    var draw = RandomStream(seed: seed, purpose: "shifts")
    var restedAt = names.map { _ in 0 }
    duties = weekdays.enumerated().map { day, weekday in
      Self.duties(day: day, weekday: weekday, restedAt: &restedAt, using: &draw)
    }
  }

  /// Draws agents for the shifts of one day, each at most once, without those who still rest.
  private static func duties(
    day: Int, weekday: Int, restedAt: inout [Int], using draw: inout RandomStream
  ) -> [Duty] {
    var weights: [Double] = []
    var weight = 1.0
    for _ in restedAt.indices {
      weights.append(weight)
      weight *= SampleProfile.activityDecay
    }
    var duties: [Duty] = []
    for shift in SampleProfile.shifts(weekday: weekday) {
      let start = day * 86_400 + shift.startHour * 3_600
      let end = day * 86_400 + shift.endHour * 3_600
      for _ in 0..<shift.headcount {
        let eligible = weights.indices.map { restedAt[$0] <= start ? weights[$0] : 0 }
        guard eligible.contains(where: { $0 > 0 }) else { break }
        let agent = draw.index(byWeight: eligible)
        weights[agent] = 0
        restedAt[agent] = end + SampleProfile.restHours * 3_600
        duties.append(Duty(agent: agent, start: start, end: end))
      }
    }
    return duties
  }

  /// Finds who can take a call first: within a shift, after the calls before; among several the one
  /// who has been free for longest.
  ///
  /// - Parameters:
  ///   - second: When the call joins the queue.
  ///   - patienceEnd: When the customer gives up.
  ///   - day: The day of the call; it may be served on the next one.
  /// - Returns: The agent and when the service begins; `nil` when nobody is free in time.
  func take(from second: Int, before patienceEnd: Int, day: Int) -> (agent: Int, start: Int)? {
    var best: (agent: Int, start: Int)?
    for duty in duties[day] + (day + 1 < duties.count ? duties[day + 1] : []) {
      let start = max(second, duty.start, freeAt[duty.agent])
      guard start < duty.end, start < patienceEnd else { continue }
      if let best,
        (best.start, freeAt[best.agent]) <= (start, freeAt[duty.agent])
      {
        continue
      }
      best = (duty.agent, start)
    }
    return best
  }

  /// The length of a service, for a number of the standard normal distribution.
  func serviceSeconds(agent: Int, type: Int, normal: Double) -> Int {
    let seconds =
      medianSeconds[agent] * SampleProfile.callTypes[type].serviceFactor
      * RandomMath.exponential(SampleProfile.serviceDeviation * normal)
    return min(max(Int(seconds.rounded()), 1), SampleProfile.serviceSecondsMax)
  }

  /// Keeps an agent busy.
  mutating func occupy(agent: Int, until second: Int) { freeAt[agent] = second }
}
