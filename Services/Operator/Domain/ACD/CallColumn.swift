/// The columns of a call file, by the names in its header line.
///
/// Source: the documentation of the call-centre data of a bank in Israel (Guedj, Mandelbaum 2000).
package enum CallColumn: String, CaseIterable, Hashable, Sendable {
  /// The line of the voice response unit; unique together with ``callID``.
  case vruLine = "vru+line"
  /// The number of the call on its line.
  case callID = "call_id"
  /// The customer; 0 when the caller was not identified.
  case customerID = "customer_id"
  /// 0 and 1 regular, 2 priority customer.
  case priority
  /// The kind of call, for example `PS`.
  case type
  /// The day as YYMMDD.
  case date
  /// When the voice response unit took the call.
  case vruEntry = "vru_entry"
  /// When the call left the voice response unit.
  case vruExit = "vru_exit"
  /// Seconds in the voice response unit; negative where two clocks differ.
  case vruTime = "vru_time"
  /// When the call joined the queue; 0:00:00 when it did not.
  case queueStart = "q_start"
  /// When the call left the queue.
  case queueExit = "q_exit"
  /// Seconds in the queue.
  case queueTime = "q_time"
  /// How the call ended: AGENT, HANG or PHANTOM.
  case outcome
  /// When an agent took the call; 0:00:00 when nobody did.
  case serviceStart = "ser_start"
  /// When the agent ended the call.
  case serviceExit = "ser_exit"
  /// Seconds of service.
  case serviceTime = "ser_time"
  /// The agent, or NO_SERVER.
  case server
}
