internal import Kernel
internal import Postgres
internal import QualityDomain

extension InteractionFacts.Outcome: PostgresValue {}

/// How a row of `interaction` is read; every statement selects these columns in this order.
enum InteractionRow {
  /// Reads interaction_id, agent_id, queue_id, start_time, wait_microseconds,
  /// handle_microseconds, outcome and workday.
  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Interaction {
    Interaction(
      facts: InteractionFacts(
        id: try row.read(), agent: try row.readOptional(), queue: try row.read(),
        startTime: try row.read(), waitMicroseconds: try row.read(),
        handleMicroseconds: try row.read(), outcome: try row.read()),
      workday: try row.read())
  }
}

extension Bindings {
  /// Appends what a filter of interactions needs: eight parameters.
  fileprivate mutating func append(_ filter: InteractionFilter) {
    append(filter.visibility)
    append(filter.visibility.queues.sorted())
    append(filter.agent ?? filter.visibility.onlyPerson)
    append(filter.start)
    append(filter.end)
  }
}

extension Visibility {
  /// The person whose data is all that is visible; the index by agent then finds it.
  fileprivate var onlyPerson: PersonID? {
    let isOnePerson =
      people.count == 1 && !everything && teams.isEmpty && divisions.isEmpty
      && managers.isEmpty && queues.isEmpty
    return isOnePerson ? people.first : nil
  }
}

/// Reads one interaction.
struct SelectInteraction: Query {
  static let sql = """
    SELECT interaction_id, agent_id, queue_id, start_time, wait_microseconds,
      handle_microseconds, outcome, workday
    FROM quality.interaction
    WHERE organization_id = $1 AND interaction_id = $2
    """
  var organization: OrganizationID
  var interaction: InteractionID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(interaction)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Interaction {
    try InteractionRow.decode(&row)
  }
}

/// Reads a page of interactions, oldest first.
///
/// The workday leads the order, so that a range of workdays is a range of the index; the first page
/// starts reading at the first workday.
struct SelectInteractions: Query {
  static let sql = """
    SELECT interaction_id, agent_id, queue_id, start_time, wait_microseconds,
      handle_microseconds, outcome, workday
    FROM quality.interaction
    WHERE organization_id = $1
      AND ($2 OR queue_id = ANY($7) OR agent_id IN (
        SELECT visible.person_id
        FROM quality.visible_member($1, $2, $3, $4, $5, $6) AS visible))
      AND ($8::text IS NULL OR agent_id = $8)
      AND workday >= coalesce($9, '-infinity'::date)
      AND workday <= coalesce($10, 'infinity'::date)
      AND (workday, start_time, interaction_id) > (
        coalesce($11, $9, '-infinity'::date), coalesce($12, '-infinity'::timestamptz),
        coalesce($13, ''))
    ORDER BY workday, start_time, interaction_id
    LIMIT $14
    """
  var organization: OrganizationID
  var filter: InteractionFilter
  var workday: Workday?
  var startTime: Timestamp?
  var interaction: String?
  var rows: Int

  init(
    organization: OrganizationID, filter: InteractionFilter, after position: [String]?, rows: Int
  ) throws(ValidationError) {
    self.organization = organization
    self.filter = filter
    self.rows = rows
    guard let position else { return }
    guard position.count == 3 else { throw ListPosition.refusal() }
    workday = try ListPosition.workday(position[0])
    startTime = try ListPosition.timestamp(position[1])
    interaction = position[2]
  }

  /// The place of an interaction in the list.
  static func position(of interaction: Interaction) -> [String] {
    [
      String(interaction.workday.daysSinceEpoch),
      String(interaction.facts.startTime.microseconds), interaction.facts.id.rawValue,
    ]
  }

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(filter)
    bindings.append(workday)
    bindings.append(startTime)
    bindings.append(interaction)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Interaction {
    try InteractionRow.decode(&row)
  }
}

/// Counts interactions.
struct SummarizeInteractions: Query {
  static let isLong = true
  static let sql = """
    SELECT count(*),
      count(*) FILTER (WHERE outcome = 'served' AND agent_id IS NOT NULL),
      count(DISTINCT agent_id) FILTER (WHERE outcome = 'served'),
      count(DISTINCT workday), min(workday), max(workday)
    FROM quality.interaction
    WHERE organization_id = $1
      AND ($2 OR queue_id = ANY($7) OR agent_id IN (
        SELECT visible.person_id
        FROM quality.visible_member($1, $2, $3, $4, $5, $6) AS visible))
      AND ($8::text IS NULL OR agent_id = $8)
      AND workday >= coalesce($9, '-infinity'::date)
      AND workday <= coalesce($10, 'infinity'::date)
    """
  var organization: OrganizationID
  var filter: InteractionFilter

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(filter)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> InteractionSummary {
    InteractionSummary(
      interactionCount: try row.read(), handledCount: try row.read(),
      agentCount: try row.read(), workdayCount: try row.read(),
      firstWorkday: try row.readOptional(), lastWorkday: try row.readOptional())
  }
}

/// Stores the interactions that are not there yet.
struct InsertInteractions: Statement {
  /// What happened.
  struct Outcome {
    /// Whether the directory has told of the organisation; otherwise nothing was stored.
    var isOrganizationKnown: Bool
    var createdCount: Int
  }

  static let sql = """
    WITH zone AS (
      SELECT time_zone FROM quality.replica_organization WHERE organization_id = $1
    ), created AS (
      INSERT INTO quality.interaction (
        organization_id, interaction_id, agent_id, queue_id, start_time, wait_microseconds,
        handle_microseconds, outcome, workday, import_time)
      SELECT $1, row.interaction_id, row.agent_id, row.queue_id, row.start_time,
        row.wait_microseconds, row.handle_microseconds, row.outcome,
        (row.start_time AT TIME ZONE zone.time_zone)::date, $2
      FROM zone CROSS JOIN unnest(
        $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::bigint[], $8::bigint[],
        $9::text[]
      ) AS row (
        interaction_id, agent_id, queue_id, start_time, wait_microseconds, handle_microseconds,
        outcome)
      ORDER BY row.interaction_id
      ON CONFLICT ON CONSTRAINT interaction_pkey DO NOTHING
      RETURNING interaction_id
    )
    SELECT EXISTS (SELECT FROM zone), (SELECT count(*) FROM created)
    """
  var organization: OrganizationID
  var importTime: Timestamp
  var interactions: [InteractionFacts]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(importTime)
    bindings.append(interactions.map(\.id))
    bindings.append(interactions.map(\.agent))
    bindings.append(interactions.map(\.queue))
    bindings.append(interactions.map(\.startTime))
    bindings.append(interactions.map(\.waitMicroseconds))
    bindings.append(interactions.map(\.handleMicroseconds))
    bindings.append(interactions.map(\.outcome))
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Outcome {
    Outcome(isOrganizationKnown: try row.read(), createdCount: try row.read())
  }
}
