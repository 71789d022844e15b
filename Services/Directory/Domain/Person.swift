package import Kernel

/// What the platform says about somebody who works in the organisation.
package struct PersonProfile: Hashable, Sendable {
  /// Whether the person works here.
  package enum State: String, Hashable, Sendable, CaseIterable {
    case active
    /// The person has left; history stays, grants no longer count.
    case inactive
  }

  package var id: PersonID
  package var displayName: DisplayName
  package var division: DivisionID?
  package var team: TeamID?
  /// The person this one reports to.
  package var manager: PersonID?
  package var state: State

  package init(
    id: PersonID, displayName: DisplayName, division: DivisionID? = nil, team: TeamID? = nil,
    manager: PersonID? = nil, state: State = .active
  ) {
    self.id = id
    self.displayName = displayName
    self.division = division
    self.team = team
    self.manager = manager
    self.state = state
  }
}

/// Somebody whom the directory knows.
package struct Person: Hashable, Sendable {
  package var profile: PersonProfile
  /// When the directory first heard of the person.
  package var createTime: Timestamp
  package var updateTime: Timestamp

  package init(profile: PersonProfile, createTime: Timestamp, updateTime: Timestamp) {
    self.profile = profile
    self.createTime = createTime
    self.updateTime = updateTime
  }
}
