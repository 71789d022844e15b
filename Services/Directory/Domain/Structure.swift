package import Kernel

/// The unit of the organisation that access grants are scoped to.
package struct Division: Hashable, Sendable {
  package var id: DivisionID
  package var displayName: DisplayName

  package init(id: DivisionID, displayName: DisplayName) {
    self.id = id
    self.displayName = displayName
  }
}

/// People who work together inside a division.
package struct Team: Hashable, Sendable {
  package var id: TeamID
  package var displayName: DisplayName
  package var division: DivisionID?

  package init(id: TeamID, displayName: DisplayName, division: DivisionID?) {
    self.id = id
    self.displayName = displayName
    self.division = division
  }
}

/// A queue that interactions wait in.
package struct Queue: Hashable, Sendable {
  package var id: QueueID
  package var displayName: DisplayName
  package var division: DivisionID?

  package init(id: QueueID, displayName: DisplayName, division: DivisionID?) {
    self.id = id
    self.displayName = displayName
    self.division = division
  }
}
