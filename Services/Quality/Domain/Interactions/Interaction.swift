package import Kernel

/// What the platform says about a contact of a customer with the contact centre.
package struct InteractionFacts: Hashable, Sendable {
  /// How an interaction ended.
  package enum Outcome: String, Hashable, Sendable {
    /// An agent served the customer.
    case served
    /// The customer gave up before an agent was free.
    case abandoned
    /// The platform says that it is to be ignored.
    case ignored
  }

  package let id: InteractionID
  /// Who served the customer; `nil` when it was nobody or is not known.
  package let agent: PersonID?
  package let queue: QueueID
  package let startTime: Timestamp
  /// Not negative.
  package let waitMicroseconds: Int64
  /// Not negative.
  package let handleMicroseconds: Int64
  package let outcome: Outcome

  package init(
    id: InteractionID, agent: PersonID?, queue: QueueID, startTime: Timestamp,
    waitMicroseconds: Int64, handleMicroseconds: Int64, outcome: Outcome
  ) {
    self.id = id
    self.agent = agent
    self.queue = queue
    self.startTime = startTime
    self.waitMicroseconds = waitMicroseconds
    self.handleMicroseconds = handleMicroseconds
    self.outcome = outcome
  }
}

/// An interaction as stored.
package struct Interaction: Hashable, Sendable {
  package let facts: InteractionFacts
  /// The day of the start in the time zone of the organisation.
  package let workday: Workday

  package init(facts: InteractionFacts, workday: Workday) {
    self.facts = facts
    self.workday = workday
  }
}

/// Counts of interactions.
package struct InteractionSummary: Hashable, Sendable {
  package let interactionCount: Int64
  /// Those that a known agent served.
  package let handledCount: Int64
  /// Agents who served at least one.
  package let agentCount: Int64
  /// Workdays with at least one interaction.
  package let workdayCount: Int64
  /// `nil` when there is no interaction.
  package let firstWorkday: Workday?
  /// `nil` when there is no interaction.
  package let lastWorkday: Workday?

  package init(
    interactionCount: Int64, handledCount: Int64, agentCount: Int64, workdayCount: Int64,
    firstWorkday: Workday?, lastWorkday: Workday?
  ) {
    self.interactionCount = interactionCount
    self.handledCount = handledCount
    self.agentCount = agentCount
    self.workdayCount = workdayCount
    self.firstWorkday = firstWorkday
    self.lastWorkday = lastWorkday
  }
}
