internal import CoachingDomain
internal import Kernel
internal import Postgres

/// The columns of an appointment and how they are read.
enum AppointmentRow {
  static let columns = """
    a.appointment_id, a.display_name, t.attendee_ids, a.facilitator_id, a.start_time,
    a.length_minutes, a.interaction_ids, a.evaluation_id, q.group_ids, q.question_ids,
    q.question_texts, q.fatal, q.comments, a.due_time, a.create_time
    """

  /// The attendees `t` and the failed questions `q` of the appointment `a`.
  static let details = """
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(e.person_id ORDER BY e.position), '{}') AS attendee_ids
      FROM coaching.attendee AS e
      WHERE e.organization_id = a.organization_id AND e.appointment_id = a.appointment_id
    ) AS t
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(f.group_id ORDER BY f.position), '{}') AS group_ids,
        coalesce(array_agg(f.question_id ORDER BY f.position), '{}') AS question_ids,
        coalesce(array_agg(f.question_text ORDER BY f.position), '{}') AS question_texts,
        coalesce(array_agg(f.fatal ORDER BY f.position), '{}') AS fatal,
        coalesce(array_agg(f.comment ORDER BY f.position), '{}') AS comments
      FROM coaching.failed_question AS f
      WHERE f.organization_id = a.organization_id AND f.appointment_id = a.appointment_id
    ) AS q
    """

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> CoachingAppointment {
    let id: AppointmentID = try row.read()
    let displayName: String = try row.read()
    let attendees: [PersonID] = try row.readArray()
    let facilitator: PersonID? = try row.readOptional()
    let startTime: Timestamp? = try row.readOptional()
    let lengthMinutes: Int64 = try row.read()
    let interactions: [InteractionID] = try row.readArray()
    let evaluation: EvaluationID? = try row.readOptional()
    let failedQuestions = try decodeFailedQuestions(&row)
    return CoachingAppointment(
      id: id,
      plan: AppointmentPlan(
        storedDisplayName: displayName, attendees: attendees, facilitator: facilitator,
        startTime: startTime,
        // `appointment_length_minutes_check` allows nothing else.
        length: AppointmentLength(rawValue: Int32(clamping: lengthMinutes)) ?? .standard,
        interactions: interactions),
      evaluation: evaluation.map { EvaluationReference(id: $0, failedQuestions: failedQuestions) },
      dueTime: try row.readOptional(), createTime: try row.read())
  }

  private static func decodeFailedQuestions(_ row: inout RowReader) throws(RowDecodingError)
    -> [FailedQuestion]
  {
    let groups: [QuestionGroupID] = try row.readArray()
    let questions: [QuestionID] = try row.readArray()
    let texts: [String] = try row.readArray()
    let fatal: [Bool] = try row.readArray()
    let comments: [String] = try row.readArray()
    return zip(zip(groups, questions), zip(texts, zip(fatal, comments))).map { ids, rest in
      FailedQuestion(
        group: ids.0, question: ids.1, text: rest.0, isFatal: rest.1.0, comment: rest.1.1)
    }
  }
}

/// Reads one appointment.
struct SelectAppointment: Query {
  static let sql = """
    SELECT \(AppointmentRow.columns)
    FROM coaching.appointment AS a
    \(AppointmentRow.details)
    WHERE a.organization_id = $1 AND a.appointment_id = $2
    """
  var organization: OrganizationID
  var id: AppointmentID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> CoachingAppointment {
    try AppointmentRow.decode(&row)
  }
}

/// Reads one appointment and keeps others from changing it until the transaction ends.
struct LockAppointment: Statement {
  static let sql = """
    SELECT \(AppointmentRow.columns)
    FROM coaching.appointment AS a
    \(AppointmentRow.details)
    WHERE a.organization_id = $1 AND a.appointment_id = $2
    FOR UPDATE OF a
    """
  var organization: OrganizationID
  var id: AppointmentID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(id)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> CoachingAppointment {
    try AppointmentRow.decode(&row)
  }
}

/// Stores an appointment without attendees and failed questions, unless its evaluation has led to
/// one already.
struct InsertAppointment: Statement {
  static let sql = """
    INSERT INTO coaching.appointment (
      organization_id, appointment_id, display_name, facilitator_id, start_time, length_minutes,
      interaction_ids, evaluation_id, due_time, create_time)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (organization_id, evaluation_id) WHERE evaluation_id IS NOT NULL DO NOTHING
    """
  var organization: OrganizationID
  var appointment: CoachingAppointment

  func bind(to bindings: inout Bindings) {
    let plan = appointment.plan
    bindings.append(organization)
    bindings.append(appointment.id)
    bindings.append(plan.displayName)
    bindings.append(plan.facilitator)
    bindings.append(plan.startTime)
    bindings.append(Int64(plan.length.rawValue))
    bindings.append(plan.interactions)
    bindings.append(appointment.evaluation?.id)
    bindings.append(appointment.dueTime)
    bindings.append(appointment.createTime)
  }
}

/// Stores the attendees of an appointment in their order.
struct InsertAttendees: Statement {
  static let sql = """
    INSERT INTO coaching.attendee (organization_id, appointment_id, person_id, position)
    SELECT $1, $2, row.person_id, row.position
    FROM unnest($3::text[]) WITH ORDINALITY AS row (person_id, position)
    """
  var organization: OrganizationID
  var appointment: AppointmentID
  var attendees: [PersonID]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(appointment)
    bindings.append(attendees)
  }
}

/// Stores the failed questions of an appointment in their order.
struct InsertFailedQuestions: Statement {
  static let sql = """
    INSERT INTO coaching.failed_question (
      organization_id, appointment_id, position, group_id, question_id, question_text, fatal,
      comment)
    SELECT $1, $2, row.position, row.group_id, row.question_id, row.question_text, row.fatal,
      row.comment
    FROM unnest($3::text[], $4::text[], $5::text[], $6::boolean[], $7::text[])
      WITH ORDINALITY AS row (group_id, question_id, question_text, fatal, comment, position)
    """
  var organization: OrganizationID
  var appointment: AppointmentID
  var questions: [FailedQuestion]

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(appointment)
    bindings.append(questions.map(\.group))
    bindings.append(questions.map(\.question))
    bindings.append(questions.map(\.text))
    bindings.append(questions.map(\.isFatal))
    bindings.append(questions.map(\.comment))
  }
}

/// Stores facilitator, time and length of an appointment.
struct UpdateSchedule: Statement {
  static let sql = """
    UPDATE coaching.appointment
    SET facilitator_id = $3, start_time = $4, length_minutes = $5
    WHERE organization_id = $1 AND appointment_id = $2
    """
  var organization: OrganizationID
  var appointment: CoachingAppointment

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(appointment.id)
    bindings.append(appointment.plan.facilitator)
    bindings.append(appointment.plan.startTime)
    bindings.append(Int64(appointment.plan.length.rawValue))
  }
}
