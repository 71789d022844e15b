package import Kernel

/// One call of a call file.
///
/// The customer is left out: nothing in the suite needs to know who called.
package struct CallRow: Hashable, Sendable {
  /// The line of the file, from 2.
  package let line: Int
  /// The line and number that the call is known by.
  package let key: CallKey
  /// 0 and 1 regular, 2 priority customer.
  package let priority: Int
  /// The kind of call, which serves as its queue.
  package let type: QueueID
  /// The day on which the call came in.
  package let date: Workday
  /// The time in the voice response unit; its seconds may be negative.
  package let menu: CallStage
  /// The time in the queue.
  package let waiting: CallStage
  /// The time with the agent.
  package let service: CallStage
  /// How the call ended.
  package let outcome: CallOutcome
  /// Who is named as the agent; `nil` for NO_SERVER.
  package let server: PersonID?

  /// Who served the customer; `nil` when nobody did or it is not known.
  ///
  /// The published data names a server in a row whose customer hung up; nobody served them.
  package var agent: PersonID? { outcome == .agent ? server : nil }

  /// When the call came in, on the clock of ``date``.
  ///
  /// The beginning of the first stage that happened; normally ``menu``.
  package var start: ClockTime {
    [menu, waiting, service].first(where: \.happened)?.start ?? menu.start
  }

  /// Whether the seconds of each stage are the time between its two clock times.
  package var isConsistent: Bool {
    menu.isConsistent && waiting.isConsistent && service.isConsistent
  }
}

/// What a call is known by: the line and number are unique within a month only.
package struct CallKey: Hashable, Sendable {
  /// The month of the call as `YYYYMM`.
  package let month: Int
  /// The line of the voice response unit: 1 to ``vruLineCharactersMax`` characters of
  /// `[A-Za-z0-9._@:-]`.
  package let vruLine: String
  /// The number on the line, 0 to 18 digits.
  package let callID: Int

  init(date: Workday, vruLine: String, callID: Int) {
    month = date.components.year * 100 + date.components.month
    self.vruLine = vruLine
    self.callID = callID
  }

  /// Leaves room for a month, 18 digits and two dashes in the 64 characters of an id.
  package static var vruLineCharactersMax: Int { 38 }

  /// The id of the call as an interaction: `<YYYYMM>-<vru+line>-<call_id>`.
  package var interactionID: InteractionID {
    InteractionID(stored: "\(month)-\(vruLine)-\(callID)")
  }
}

/// How a call ended.
package enum CallOutcome: String, CaseIterable, Hashable, Sendable {
  /// An agent served the customer.
  case agent = "AGENT"
  /// The customer hung up.
  case hang = "HANG"
  /// The publisher says that the call is to be ignored.
  case phantom = "PHANTOM"
}

/// A part of a call.
package struct CallStage: Hashable, Sendable {
  /// When it began; midnight when it did not happen.
  package let start: ClockTime
  /// When it ended, on the next day when it is before ``start`` and ``seconds`` is not negative.
  package let end: ClockTime
  /// How long it lasted, as published.
  package let seconds: Int

  /// Whether there was such a part; one of no seconds at exactly midnight cannot be told apart.
  package var happened: Bool {
    !(start == .midnight && end == .midnight && seconds == 0)
  }

  /// Whether ``seconds`` is the time between the clock times, also across midnight.
  package var isConsistent: Bool {
    ClockTime(wrapping: start.secondOfDay + seconds) == end
  }
}
