package import Kernel

/// A month of invented calls in the form of a call file.
///
/// The same options give the same bytes on every machine. Calls arrive by a Poisson process with a
/// rate for each weekday and hour; agents are drawn for the shifts of each day; a call goes to the
/// agent who is free first, in the order in which calls leave the voice response unit, unless the
/// customer's patience ends before. So waiting times, abandonment and the agents' numbers of calls
/// follow from the rest, and no agent serves two customers at a time. ``SampleProfile`` has every
/// distribution with its parameters.
package struct SampleMonth: Sendable {
  private let seed: UInt64
  private let firstDay: Workday
  private let dayCount: Int
  private let volume: Double

  /// Chooses a month.
  ///
  /// - Parameters:
  ///   - seed: Any number.
  ///   - year: 1970 to 2069, which a date of two-digit years can tell.
  ///   - month: 1 to 12.
  ///   - volume: What the number of calls is multiplied with, above 0 to 2; 1 is about 32,000.
  ///     The number of agents stays.
  /// - Throws: ``ValidationError`` that names `year`, `month` or `volume`.
  package init(seed: UInt64, year: Int, month: Int, volume: Double) throws(ValidationError) {
    guard (1970...2069).contains(year) else {
      throw ValidationError(field: "year", reason: "must be from 1970 to 2069")
    }
    guard let firstDay = Workday(year: year, month: month, day: 1) else {
      throw ValidationError(field: "month", reason: "must be from 1 to 12")
    }
    guard volume > 0, volume <= 2 else {
      throw ValidationError(field: "volume", reason: "must be above 0 and at most 2")
    }
    self.seed = seed
    self.firstDay = firstDay
    self.volume = volume
    dayCount = (28...31).last { Workday(year: year, month: month, day: $0) != nil } ?? 28
  }

  /// The whole file.
  package func bytes() -> [UInt8] {
    var bytes: [UInt8] = []
    write { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// Writes the file, a line with its CRLF at a time, ordered by line and call number.
  package func write<Failure: Error>(
    _ write: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    let header = CallColumn.allCases.map(\.rawValue).joined(separator: "\t")
    try write(Array((header + "\r\n").utf8))
    var calls = arrivals()
    serve(&calls)
    // Stable: calls of a line stay in the order in which they came in, which their numbers follow.
    let order = calls.indices.sorted { (calls[$0].line, $0) < (calls[$1].line, $1) }
    var numbers = RandomStream(seed: seed, purpose: "call numbers")
    var (line, number) = (-1, 0)
    for index in order {
      if calls[index].line != line {
        line = calls[index].line
        number = 1_000 + numbers.integer(below: 40_000)
      }
      number += numbers.happens(SampleProfile.callIDGapChance) ? 2 : 1
      try write(Array(row(calls[index], number: number).utf8))
    }
  }

  /// The calls in the order of their arrival, before anybody serves them.
  private func arrivals() -> [SampleCall] {
    var arrivals = RandomStream(seed: seed, purpose: "arrivals")
    var kinds = RandomStream(seed: seed, purpose: "kinds")
    var calls: [SampleCall] = []
    for day in 0..<dayCount {
      for (hour, expected) in SampleProfile.callsPerHour(weekday: weekday(of: day)).enumerated()
      where expected > 0 {
        let meanGapSeconds = 3_600 / (expected * volume)
        var second = arrivals.exponential(mean: meanGapSeconds)
        while second < 3_600 {
          let entry = day * 86_400 + hour * 3_600 + Int(second)
          calls.append(SampleCall(day: day, entry: entry, using: &kinds))
          second += arrivals.exponential(mean: meanGapSeconds)
        }
      }
    }
    return calls
  }

  /// Brings calls and agents together.
  private func serve(_ calls: inout [SampleCall]) {
    var roster = SampleRoster(seed: seed, weekdays: (0..<dayCount).map(weekday(of:)))
    var chances = RandomStream(seed: seed, purpose: "service")
    let byQueueEntry = calls.indices.sorted {
      (calls[$0].menuEnd, $0) < (calls[$1].menuEnd, $1)
    }
    for index in byQueueEntry {
      let patience = chances.exponential(mean: SampleProfile.patienceMeanSeconds)
      let serviceNormal = chances.normal()
      let mark = chances.uniform()
      guard !calls[index].hangsInMenu else { continue }
      let call = calls[index]
      let patienceEnd = call.menuEnd + 1 + Int(patience)
      guard
        let duty = roster.take(from: call.menuEnd, before: patienceEnd, day: call.day)
      else {
        calls[index].waitSeconds = patienceEnd - call.menuEnd
        continue
      }
      let seconds = roster.serviceSeconds(
        agent: duty.agent, type: call.type, normal: serviceNormal)
      roster.occupy(
        agent: duty.agent, until: duty.start + seconds + SampleProfile.wrapUpSeconds)
      calls[index].waitSeconds = duty.start - call.menuEnd
      calls[index].service = SampleCall.Service(
        agent: duty.agent, start: duty.start, seconds: seconds,
        isPhantom: mark < SampleProfile.phantomChance,
        isAgentUnknown: mark < SampleProfile.phantomChance + SampleProfile.unknownAgentChance)
    }
  }

  /// 0 for Sunday to 6 for Saturday; 1970-01-01 was a Thursday.
  private func weekday(of day: Int) -> Int {
    let days = Int(firstDay.daysSinceEpoch) + day
    return (days + 4) % 7
  }

  /// The line of the file, with CRLF.
  private func row(_ call: SampleCall, number: Int) -> String {
    let date = firstDay.adding(days: Int32(call.day)).components
    let shortDate = String((date.year % 100 + 100) * 10_000 + date.month * 100 + date.day)
    func clock(_ second: Int) -> String { ClockTime(wrapping: second).description }
    let zero = ClockTime.midnight.description
    var cells = [
      SampleProfile.vruLines[call.line], String(number), String(call.customer),
      String(call.priority), SampleProfile.callTypes[call.type].name,
      String(shortDate.suffix(6)), clock(call.entry), clock(call.menuEnd),
      String(call.menuEnd - call.entry),
    ]
    let waited = call.waitSeconds > 0
    cells += waited ? [clock(call.menuEnd), clock(call.menuEnd + call.waitSeconds)] : [zero, zero]
    cells.append(String(call.waitSeconds))
    if let service = call.service {
      cells += [
        (service.isPhantom ? CallOutcome.phantom : .agent).rawValue, clock(service.start),
        clock(service.start + service.seconds), String(service.seconds),
        service.isPhantom || service.isAgentUnknown
          ? "NO_SERVER" : SampleProfile.agentNames[service.agent],
      ]
    } else {
      cells += [CallOutcome.hang.rawValue, zero, zero, "0", "NO_SERVER"]
    }
    return cells.joined(separator: "\t") + "\r\n"
  }
}
