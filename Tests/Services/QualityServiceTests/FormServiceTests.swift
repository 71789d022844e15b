internal import Messages
internal import RPC
internal import Testing

@Suite("FormService.CreateForm")
struct CreateFormTests {
  @Test("a form becomes a draft with everything that was said")
  func creates() async throws {
    try await QualityFixture.with { fixture in
      let form = try await fixture.createForm()
      #expect(form.state == .draft)
      #expect(form.version == 0)
      #expect(form.displayName == "Service")
      #expect(form.weightMode == .scaled)
      #expect(form.questionGroups == QualityFixture.form().questionGroups)
      #expect(form.createTime != nil)
      #expect(form.publishTime == nil)
    }
  }

  @Test("an unset weight mode means scaled")
  func scalesByDefault() async throws {
    try await QualityFixture.with { fixture in
      var wish = QualityFixture.form()
      wish.weightMode = .unspecified
      let form = try await fixture.createForm(wish)
      #expect(form.weightMode == .scaled)
    }
  }

  @Test("a repeated request makes no second form, and another one may not take its id")
  func repeats() async throws {
    try await QualityFixture.with { fixture in
      let options = try await fixture.options("operator")
      var request = QualityV1.CreateFormRequest(
        form: QualityFixture.form(), requestID: QualityFixture.requestID)
      let first = try await fixture.forms.createForm(request, options: options)
      let second = try await fixture.forms.createForm(request, options: options)
      #expect(first == second)
      request.form?.displayName = "Another"
      let reused = try await status { [request] in
        try await fixture.forms.createForm(request, options: options)
      }
      #expect(reused.reason == "REQUEST_ID_REUSED")
    }
  }

  @Test("a wrong field is named by its path")
  func namesField() async throws {
    try await QualityFixture.with { fixture in
      var form = QualityFixture.form()
      form.questionGroups[1].questions[0].answerOptions.removeLast()
      let refusal = try await status { [form] in try await fixture.createForm(form) }
      #expect(refusal.code == .invalidArgument)
      #expect(
        refusal.fieldViolations.map(\.field) == [
          "form.question_groups[1].questions[0].answer_options"
        ])
    }
  }

  @Test("people who may not edit forms are refused")
  func isDenied() async throws {
    try await QualityFixture.with { fixture in
      let denial = try await status {
        try await fixture.forms.createForm(
          QualityV1.CreateFormRequest(form: QualityFixture.form()),
          options: fixture.options("ann"))
      }
      #expect(denial.code == .permissionDenied)
    }
  }
}

@Suite("FormService.GetForm")
struct GetFormTests {
  @Test("a form is there for everybody who may see forms")
  func gets() async throws {
    try await QualityFixture.with { fixture in
      let form = try await fixture.createForm()
      let response = try await fixture.forms.getForm(
        QualityV1.GetFormRequest(formID: form.formID), options: fixture.options("ann"))
      #expect(response.form == form)
    }
  }

  @Test(
    "others get an error that says why",
    arguments: [
      ("noa", RPCCode.permissionDenied, ""), ("stranger", .notFound, "FORM_NOT_FOUND"),
    ])
  func refuses(caller: String, code: RPCCode, reason: String) async throws {
    try await QualityFixture.with { fixture in
      let form = try await fixture.createForm()
      let refusal = try await status {
        try await fixture.forms.getForm(
          QualityV1.GetFormRequest(formID: form.formID), options: fixture.options(caller))
      }
      #expect(refusal.code == code)
      #expect(reason.isEmpty || refusal.reason == reason)
    }
  }

  @Test("an id that is none is refused by the field")
  func namesField() async throws {
    try await QualityFixture.with { fixture in
      let refusal = try await status {
        try await fixture.forms.getForm(
          QualityV1.GetFormRequest(formID: "1"), options: fixture.options("ann"))
      }
      #expect(refusal.code == .invalidArgument)
      #expect(refusal.fieldViolations.map(\.field) == ["form_id"])
    }
  }
}

@Suite("FormService.ListForms")
struct ListFormsTests {
  @Test("pages bring all forms, newest first")
  func pages() async throws {
    try await QualityFixture.with { fixture in
      let first = try await fixture.createForm(QualityFixture.form("first"))
      let second = try await fixture.createForm(QualityFixture.form("second"))
      let third = try await fixture.createForm(QualityFixture.form("third"))
      let options = try await fixture.options("eve")
      let page = try await fixture.forms.listForms(
        QualityV1.ListFormsRequest(pageSize: 2), options: options)
      #expect(page.forms == [third, second])
      let rest = try await fixture.forms.listForms(
        QualityV1.ListFormsRequest(pageSize: 2, pageToken: page.nextPageToken),
        options: options)
      #expect(rest.forms == [first])
      #expect(rest.nextPageToken.isEmpty)
    }
  }

  @Test("another organisation sees none, and its token is refused")
  func isApart() async throws {
    try await QualityFixture.with { fixture in
      _ = try await fixture.createForm(QualityFixture.form("first"))
      _ = try await fixture.createForm(QualityFixture.form("second"))
      let stranger = try await fixture.options("stranger")
      let theirs = try await fixture.forms.listForms(
        QualityV1.ListFormsRequest(), options: stranger)
      #expect(theirs.forms.isEmpty)
      let ours = try await fixture.forms.listForms(
        QualityV1.ListFormsRequest(pageSize: 1), options: fixture.options("eve"))
      let refusal = try await status {
        try await fixture.forms.listForms(
          QualityV1.ListFormsRequest(pageToken: ours.nextPageToken), options: stranger)
      }
      #expect(refusal.fieldViolations.map(\.field) == ["page_token"])
    }
  }

  @Test("people who may not see forms are refused")
  func isDenied() async throws {
    try await QualityFixture.with { fixture in
      let denial = try await status {
        try await fixture.forms.listForms(
          QualityV1.ListFormsRequest(), options: fixture.options("noa"))
      }
      #expect(denial.code == .permissionDenied)
    }
  }
}

@Suite("FormService.PublishForm")
struct PublishFormTests {
  @Test("a draft gets version 1, once")
  func publishes() async throws {
    try await QualityFixture.with { fixture in
      let form = try await fixture.publishForm()
      #expect(form.state == .published)
      #expect(form.version == 1)
      #expect(form.publishTime != nil)
      let refusal = try await status {
        try await fixture.forms.publishForm(
          QualityV1.PublishFormRequest(formID: form.formID), options: fixture.options("eve"))
      }
      #expect(refusal.code == .failedPrecondition)
      #expect(refusal.reason == "FORM_NOT_DRAFT")
    }
  }

  @Test(
    "others get an error that says why",
    arguments: [
      ("ann", RPCCode.permissionDenied, ""), ("stranger", .notFound, "FORM_NOT_FOUND"),
    ])
  func refuses(caller: String, code: RPCCode, reason: String) async throws {
    try await QualityFixture.with { fixture in
      let form = try await fixture.createForm()
      let refusal = try await status {
        try await fixture.forms.publishForm(
          QualityV1.PublishFormRequest(formID: form.formID), options: fixture.options(caller))
      }
      #expect(refusal.code == code)
      #expect(reason.isEmpty || refusal.reason == reason)
    }
  }
}
