package import Kernel
package import Postgres
package import QualityDomain

/// Keeps forms in the table `quality.form`.
package struct PostgresFormRepository: FormRepository {
  /// The number of forms that are read at once, whatever is asked for: a form may have 1 MiB.
  package static var rowsMax: Int { 100 }

  private let pool: PostgresPool
  private let ids: any IDGenerator

  package init(pool: PostgresPool, ids: any IDGenerator) {
    self.pool = pool
    self.ids = ids
  }

  package func form(in organization: OrganizationID, id: FormID) async throws -> Form {
    let form = try await pool.first(
      SelectForm(organization: organization, form: id), in: .organization(organization))
    guard let form else { throw QualityError.formNotFound(id) }
    return form
  }

  package func forms(
    in organization: OrganizationID, after position: [String]?, size: PageSize
  ) async throws -> Page<Form> {
    let size = size.lowered(to: Self.rowsMax)
    let rows = try await pool.execute(
      SelectForms(organization: organization, after: position, rows: size.rows + 1),
      in: .organization(organization))
    return Page(rows, size: size, position: SelectForms.position)
      .limitingText(byteCount: \.questionnaire.byteCount, position: SelectForms.position)
  }

  package func create(
    _ questionnaire: Questionnaire, context: ChangeContext, request: IdempotentRequest<Form>
  ) async throws -> IdempotentOutcome<Form> {
    let form = Form(id: ids.makeID(), questionnaire: questionnaire, createTime: context.time)
    return try await pool.withTransaction(.organization(context.organization)) { transaction in
      try await transaction.perform(request, organization: context.organization) {
        try transaction.enqueue(InsertForm(organization: context.organization, form: form))
        try transaction.audit(context, id: ids, "form.create", subject: "form/\(form.id)")
        return form
      }
    }
  }

  package func publish(
    _ id: FormID, context: ChangeContext, request: IdempotentRequest<Form>
  ) async throws -> IdempotentOutcome<Form> {
    let organization = context.organization
    return try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let draft = try await transaction.first(LockForm(organization: organization, form: id))
        guard let draft else { throw QualityError.formNotFound(id) }
        let form = try draft.publishing(at: context.time)
        try transaction.enqueue(
          UpdateFormPublication(
            organization: organization, form: id, publishTime: form.publishTime))
        try transaction.audit(context, id: ids, "form.publish", subject: "form/\(id)")
        return form
      }
    }
  }
}
