/// An invented call.
///
/// Times are seconds since the beginning of the month.
struct SampleCall {
  /// What an agent did.
  struct Service {
    let agent: Int
    let start: Int
    let seconds: Int
    let isPhantom: Bool
    let isAgentUnknown: Bool
  }

  /// The day of the month, from 0.
  let day: Int
  /// When the voice response unit took the call.
  let entry: Int
  /// When the call left it.
  let menuEnd: Int
  /// The place in ``SampleProfile/vruLines``.
  let line: Int
  /// The place in ``SampleProfile/callTypes``.
  let type: Int
  /// 0 when not identified.
  let customer: Int
  let priority: Int
  let hangsInMenu: Bool
  /// The time in the queue, in seconds.
  var waitSeconds = 0
  /// `nil` when the customer hung up.
  var service: Service?

  /// Draws everything that does not depend on other calls.
  init(day: Int, entry: Int, using random: inout RandomStream) {
    self.day = day
    self.entry = entry
    let menuSeconds = random.logNormal(
      median: SampleProfile.menuMedianSeconds, deviation: SampleProfile.menuDeviation)
    menuEnd = entry + min(max(Int(menuSeconds.rounded()), 1), SampleProfile.menuSecondsMax)
    line = random.integer(below: SampleProfile.vruLines.count)
    type = random.index(byWeight: SampleProfile.callTypes.map(\.share))
    if random.happens(SampleProfile.callTypes[type].identifiedChance) {
      customer = 1_000_000 + random.integer(below: 99_000_000)
      priority = random.happens(SampleProfile.priorityChance) ? 2 : 1
    } else {
      customer = 0
      priority = 0
    }
    hangsInMenu = random.happens(SampleProfile.menuHangChance)
  }
}
