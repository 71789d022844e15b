internal import DirectoryDomain
internal import Kernel
internal import Postgres

/// Makes imports into one organisation wait for each other.
struct LockOrganization: Statement {
  static let sql = """
    SELECT organization_id FROM directory.organization WHERE organization_id = $1 FOR NO KEY UPDATE
    """
  var organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> OrganizationID {
    try row.read()
  }
}

struct SelectDivisionsByID: Query {
  static let sql = """
    SELECT division_id, display_name
    FROM directory.division
    WHERE organization_id = $1 AND division_id = ANY ($2)
    """
  var organization: OrganizationID
  var divisions: [DivisionID]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(divisions)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Division {
    try SelectDivisions.decode(&row)
  }
}

struct SelectTeamsByID: Query {
  static let sql = """
    SELECT team_id, display_name, division_id
    FROM directory.team
    WHERE organization_id = $1 AND team_id = ANY ($2)
    """
  var organization: OrganizationID
  var teams: [TeamID]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(teams)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Team {
    try SelectTeams.decode(&row)
  }
}

struct SelectQueuesByID: Query {
  static let sql = """
    SELECT queue_id, display_name, division_id
    FROM directory.queue
    WHERE organization_id = $1 AND queue_id = ANY ($2)
    """
  var organization: OrganizationID
  var queues: [QueueID]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(queues)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Queue {
    try SelectQueues.decode(&row)
  }
}

/// The people and everybody above them, each once.
struct SelectPeopleAndManagers: Query {
  static let sql = """
    WITH RECURSIVE above AS (
      SELECT person.person_id, person.manager_id
      FROM directory.person
      WHERE person.organization_id = $1 AND person.person_id = ANY ($2)
      UNION
      SELECT person.person_id, person.manager_id
      FROM above
      JOIN directory.person
        ON person.organization_id = $1 AND person.person_id = above.manager_id
    )
    SELECT person.person_id, person.display_name, person.division_id, person.team_id,
      person.manager_id, person.state
    FROM above
    JOIN directory.person
      ON person.organization_id = $1 AND person.person_id = above.person_id
    """
  var organization: OrganizationID
  var people: [PersonID]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(people)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> PersonProfile {
    try row.readProfile()
  }
}

struct UpsertDivisions: Statement {
  static let sql = """
    INSERT INTO directory.division (organization_id, division_id, display_name)
    SELECT $1, entry.division_id, entry.display_name
    FROM unnest($2::text[], $3::text[]) AS entry (division_id, display_name)
    ON CONFLICT ON CONSTRAINT division_pkey DO UPDATE SET display_name = excluded.display_name
    """
  var organization: OrganizationID
  var divisions: [Division]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(divisions.map(\.id))
    bindings.append(divisions.map(\.displayName.rawValue))
  }
}

struct UpsertTeams: Statement {
  static let sql = """
    INSERT INTO directory.team (organization_id, team_id, display_name, division_id)
    SELECT $1, entry.team_id, entry.display_name, entry.division_id
    FROM unnest($2::text[], $3::text[], $4::text[]) AS entry (team_id, display_name, division_id)
    ON CONFLICT ON CONSTRAINT team_pkey DO UPDATE
      SET display_name = excluded.display_name, division_id = excluded.division_id
    """
  var organization: OrganizationID
  var teams: [Team]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(teams.map(\.id))
    bindings.append(teams.map(\.displayName.rawValue))
    bindings.append(teams.map(\.division))
  }
}

struct UpsertQueues: Statement {
  static let sql = """
    INSERT INTO directory.queue (organization_id, queue_id, display_name, division_id)
    SELECT $1, entry.queue_id, entry.display_name, entry.division_id
    FROM unnest($2::text[], $3::text[], $4::text[]) AS entry (queue_id, display_name, division_id)
    ON CONFLICT ON CONSTRAINT queue_pkey DO UPDATE
      SET display_name = excluded.display_name, division_id = excluded.division_id
    """
  var organization: OrganizationID
  var queues: [Queue]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(queues.map(\.id))
    bindings.append(queues.map(\.displayName.rawValue))
    bindings.append(queues.map(\.division))
  }
}

struct UpsertPeople: Statement {
  static let sql = """
    INSERT INTO directory.person
      (organization_id, person_id, display_name, division_id, team_id, manager_id, state,
      create_time, update_time)
    SELECT $1, entry.person_id, entry.display_name, entry.division_id, entry.team_id,
      entry.manager_id, entry.state, $8, $8
    FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
      AS entry (person_id, display_name, division_id, team_id, manager_id, state)
    ON CONFLICT ON CONSTRAINT person_pkey DO UPDATE
      SET display_name = excluded.display_name, division_id = excluded.division_id,
      team_id = excluded.team_id, manager_id = excluded.manager_id, state = excluded.state,
      update_time = excluded.update_time
    """
  var organization: OrganizationID
  var people: [PersonProfile]
  var now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(people.map(\.id))
    bindings.append(people.map(\.displayName.rawValue))
    bindings.append(people.map(\.division))
    bindings.append(people.map(\.team))
    bindings.append(people.map(\.manager))
    bindings.append(people.map(\.state))
    bindings.append(now)
  }
}
