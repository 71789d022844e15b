internal import GamificationDomain
internal import Kernel
internal import Postgres

/// Reads held points, oldest workday first.
///
/// The first condition on `day` is that of the index of workdays with held points.
struct SelectHeldPoints: Query {
  static let sql = """
    SELECT day.person_id, day.workday, day.profile_id, held.profile_metric_id, held.points_e2
    FROM gamification.person_day AS day
    CROSS JOIN LATERAL unnest(day.profile_metric_ids, day.metric_points_held_e2)
      AS held (profile_metric_id, points_e2)
    WHERE day.organization_id = $1 AND 0 < ANY (day.metric_points_held_e2)
      AND held.points_e2 > 0 AND NOT day.sealed
      AND ($2::text IS NULL OR day.person_id = $2)
      AND ($3::uuid IS NULL OR day.profile_id = $3)
      AND ($4::uuid IS NULL OR held.profile_metric_id = $4)
      AND day.workday >= coalesce($5, '-infinity'::date)
      AND day.workday <= coalesce($6, 'infinity'::date)
      AND ($7::date IS NULL
        OR (day.workday, day.person_id, held.profile_metric_id) > ($7, $8::text, $9::uuid))
      AND ($11 OR day.person_id IN (
        SELECT visible.person_id
        FROM gamification.visible_member($1, $11, $12, $13, $14, $15) AS visible))
    ORDER BY day.workday, day.person_id, held.profile_metric_id
    LIMIT $10
    """

  let organization: OrganizationID
  let query: HeldPointsQuery
  let position: HeldPointsPosition?
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(query.person)
    bindings.append(query.profile)
    bindings.append(query.metric)
    bindings.append(query.start)
    bindings.append(query.end)
    bindings.append(position?.workday)
    bindings.append(position?.person)
    bindings.append(position?.metric)
    bindings.append(rows)
    bindings.append(query.visibility)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> HeldPoints {
    HeldPoints(
      day: PersonDay(person: try row.read(), workday: try row.read()),
      profile: try row.readOptional(), metric: try row.read(),
      points: Points(hundredths: try row.read()))
  }
}

/// Reads decisions about held points, oldest first.
struct SelectPointsReviews: Query {
  static let sql = """
    SELECT review.points_review_id, review.person_id, review.workday, review.profile_metric_id,
      review.decision, review.points_e2, review.note, review.caller, review.create_time
    FROM gamification.points_review AS review
    WHERE review.organization_id = $1
      AND ($2::text IS NULL OR review.person_id = $2)
      AND ($3::uuid IS NULL OR review.profile_metric_id = $3)
      AND ($4::text IS NULL OR review.decision = $4)
      AND review.workday >= coalesce($5, '-infinity'::date)
      AND review.workday <= coalesce($6, 'infinity'::date)
      AND (review.create_time, review.points_review_id) > ($7, $8)
      AND ($10 OR review.person_id IN (
        SELECT visible.person_id
        FROM gamification.visible_member($1, $10, $11, $12, $13, $14) AS visible))
    ORDER BY review.create_time, review.points_review_id
    LIMIT $9
    """

  let organization: OrganizationID
  let query: HeldPointsQuery
  let position: ListPosition
  let rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(query.person)
    bindings.append(query.metric)
    bindings.append(query.decision)
    bindings.append(query.start)
    bindings.append(query.end)
    bindings.append(position.time)
    bindings.append(position.id)
    bindings.append(rows)
    bindings.append(query.visibility)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> PointsReview {
    let id: PointsReviewID = try row.read()
    let day = PersonDay(person: try row.read(), workday: try row.read())
    let metric: ProfileMetricID = try row.read()
    let decision: AnomalyReview = try row.read()
    let points = Points(hundredths: try row.read())
    return PointsReview(
      id: id, day: day, metric: metric, review: PointReview(decision, of: points),
      note: try row.read(), caller: try row.read(), createTime: try row.read())
  }
}

struct InsertPointsReview: Statement {
  static let sql = """
    INSERT INTO gamification.points_review (
      organization_id, points_review_id, person_id, workday, profile_metric_id, points_e2,
      decision, note, caller, create_time)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    """

  let organization: OrganizationID
  let review: PointsReview

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(review.id)
    bindings.append(review.day.person)
    bindings.append(review.day.workday)
    bindings.append(review.metric)
    bindings.append(review.review.points.hundredths)
    bindings.append(review.review.decision)
    bindings.append(review.note)
    bindings.append(review.caller)
    bindings.append(review.createTime)
  }
}
