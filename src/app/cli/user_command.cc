// SPDX-License-Identifier: Apache-2.0
// user: accounts, their roles and what they log in with; approvals of what needs two persons.
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "app/cli/commands.h"
#include "base/text.h"
#include "http/certificate.h"

namespace proofmark::app::cli {

using base::Json;
using base::Result;

namespace {

std::string Text(const Json& value) { return value.is_string() ? base::Printable(value.get<std::string>()) : "-"; }

// A line of standard input, without showing it where that is a terminal.
Result<std::string> ReadSecret(const std::string& what) {
  const bool terminal = ::isatty(STDIN_FILENO) != 0;
  termios before{};
  if (terminal) {
    std::fprintf(stderr, "%s: ", what.c_str());
    ::tcgetattr(STDIN_FILENO, &before);
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  std::string line;
  const bool read = static_cast<bool>(std::getline(std::cin, line));
  if (terminal) {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::fputc('\n', stderr);
  }
  if (read) return line;
  return base::Error{base::Code::kInvalid, what + ": nothing was given on standard input", what};
}

void PrintGrant(const Json& answer) {
  if (answer["granted"].get<bool>()) {
    std::printf("%s has the role %s\n", Text(answer["account"]).c_str(), Text(answer["role"]).c_str());
  } else {
    std::printf("a second person is to approve the role %s: proofmark user approve %s\n", Text(answer["role"]).c_str(),
                Text(answer["approval"]).c_str());
  }
}

void PrintApproval(const Json& one) {
  std::printf("%s  %-8s %s %s\n  asked by %s until %s: %s\n", Text(one["approval"]).c_str(), Text(one["state"]).c_str(),
              Text(one["action"]).c_str(), base::Printable(base::JsonLine(one["order"])).c_str(),
              Text(one["asked_by"]).c_str(), Text(one["runs_out_at"]).c_str(), Text(one["reason"]).c_str());
}

void PrintAccount(const Json& one) {
  std::string roles;
  for (const Json& role : one["roles"]) roles += (roles.empty() ? "" : ", ") + Text(role);
  std::printf("%-20s %-6s %s  %s  %s\n", Text(one["login"]).c_str(), Text(one["state"]).c_str(),
              Text(one["id"]).c_str(), Text(one["name"]).c_str(), roles.c_str());
}

struct AddWords {
  NewPerson person;
  std::vector<std::string> roles;
};

Result<void> Add(Console& console, const AddWords& words) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  NewPerson person = words.person;
  PM_ASSIGN(person.authority, proofmark->OnlyAuthority(person.authority));
  const Asking asking = console.AskingFor("system_care");
  PM_ASSIGN(OpenedAccount opened, proofmark->accounts().OpenAccount(asking, person));
  Json answer = {{"account", opened.id},
                 {"login", opened.login},
                 {"password", opened.password},
                 {"totp_uri", opened.totp_uri},
                 {"roles", Json::array()}};
  // The secrets are shown whatever becomes of the roles: nobody can ask for them again.
  Result<void> granted;
  for (const std::string& role : words.roles) {
    auto one = proofmark->accounts().GrantRole(asking, opened.id, role, "with the account");
    if (one.ok()) {
      answer["roles"].push_back(std::move(*one));
    } else if (granted.ok()) {
      granted = one.error();
    }
  }
  console.Answer(answer, [](const Json& of) {
    std::printf(
        "account        %s\nlog-in name    %s\nfirst password %s  (must be changed; it is not shown again)\n"
        "authenticator  %s\n",
        Text(of["account"]).c_str(), Text(of["login"]).c_str(), Text(of["password"]).c_str(),
        Text(of["totp_uri"]).c_str());
    for (const Json& role : of["roles"]) PrintGrant(role);
  });
  return granted;
}

Result<void> List(Console& console, const std::string& authority) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json answer, proofmark->accounts().ListAccounts(console.AskingFor("system_care"), authority));
  console.Answer(answer, [](const Json& of) {
    for (const Json& one : of["accounts"]) PrintAccount(one);
  });
  return {};
}

Result<void> Approvals(Console& console, const std::string& authority) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json answer, proofmark->accounts().ListApprovals(console.AskingFor("system_care"), authority));
  console.Answer(answer, [](const Json& of) {
    for (const Json& one : of["approvals"]) PrintApproval(one);
  });
  return {};
}

struct AnswerWords {
  std::string approval;
  std::string as;
  std::string reason;
};

// The second person proves at the console who he is.
Result<void> Decide(Console& console, const AnswerWords& words, bool approves) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  Accounts& accounts = proofmark->accounts();
  Asking asking = console.AskingFor("correction");
  std::string session;
  if (!words.as.empty()) {
    PM_ASSIGN(std::string password, ReadSecret("password"));
    PM_ASSIGN(std::string code, ReadSecret("code"));
    PM_ASSIGN(LoggedIn in, accounts.LogIn({words.as, password, code, "console"}));
    session = in.token;
    if (in.must_change) {
      PM_TRY(accounts.LogOut(session));
      return base::Error{base::Code::kPrecondition, words.as + " has to change the first password before", "as"};
    }
    asking.actor = in.actor;
  }
  auto answer =
      approves ? accounts.Approve(asking, words.approval) : accounts.Refuse(asking, words.approval, words.reason);
  if (!session.empty()) PM_TRY(accounts.LogOut(session));
  PM_TRY(answer);
  console.Answer(*answer, PrintApproval);
  return {};
}

// What one word of the command line does to one account.
struct AccountWords {
  std::string login;
  std::string role{};
  std::string reason{};
  std::string label{};
  std::string file{};
  std::int64_t days = 90;
  bool from_stdin = false;
  bool own = false;
};

Result<void> Done(Console& console, const AccountWords& words, const char* what) {
  console.Answer(Json{{"account", words.login}, {"done", what}},
                 [&](const Json&) { std::printf("%s: %s\n", base::Printable(words.login).c_str(), what); });
  return {};
}

Result<void> Told(Console& console, const char* what, const std::string& secret) {
  console.Answer(Json{{what, secret}}, [&](const Json&) { std::printf("%s\n", secret.c_str()); });
  return {};
}

using OnAccount = std::function<Result<void>(Console&, Accounts&, const Asking&, const AccountWords&)>;

CLI::App* AddOnAccount(CLI::App& user, Console& console, const char* name, const char* help,
                       const std::shared_ptr<AccountWords>& words, OnAccount work) {
  CLI::App* command = user.add_subcommand(name, help);
  command->add_option("LOGIN", words->login, "the log-in name, or the account's identifier")->required();
  command->callback([&console, words, work = std::move(work)] {
    auto proofmark = console.Open();
    Result<void> done = proofmark.ok()
                            ? work(console, (*proofmark)->accounts(), console.AskingFor("system_care"), *words)
                            : proofmark.error();
    if (!done.ok()) console.Fail(done.error());
  });
  return command;
}

void AddStates(CLI::App& user, Console& console) {
  auto close = std::make_shared<AccountWords>();
  AddOnAccount(user, console, "close", "close an account: nobody is let in by it any more", close,
               [](Console& on, Accounts& accounts, const Asking& asking, const AccountWords& words) -> Result<void> {
                 PM_TRY(accounts.CloseAccount(asking, words.login, words.reason));
                 return Done(on, words, "closed");
               })
      ->add_option("--reason", close->reason, "why, without a name");
  auto reopen = std::make_shared<AccountWords>();
  AddOnAccount(user, console, "reopen", "open a closed account again", reopen,
               [](Console& on, Accounts& accounts, const Asking& asking, const AccountWords& words) -> Result<void> {
                 PM_TRY(accounts.ReopenAccount(asking, words.login, words.reason));
                 return Done(on, words, "open");
               })
      ->add_option("--reason", reopen->reason, "why, without a name");
}

void AddRoles(CLI::App& user, Console& console) {
  auto grant = std::make_shared<AccountWords>();
  CLI::App* give = AddOnAccount(
      user, console, "grant", "give a role, or ask a second person to approve it", grant,
      [](Console& on, Accounts& accounts, const Asking& asking, const AccountWords& words) -> Result<void> {
        PM_ASSIGN(Json answer, accounts.GrantRole(asking, words.login, words.role, words.reason));
        on.Answer(answer, PrintGrant);
        return {};
      });
  auto revoke = std::make_shared<AccountWords>();
  CLI::App* take = AddOnAccount(
      user, console, "revoke", "take a role away", revoke,
      [](Console& on, Accounts& accounts, const Asking& asking, const AccountWords& words) -> Result<void> {
        PM_TRY(accounts.WithdrawRole(asking, words.login, words.role, words.reason));
        return Done(on, words, "the role is taken away");
      });
  for (auto& [command, words] : {std::pair{give, grant}, std::pair{take, revoke}}) {
    command->add_option("ROLE", words->role, "a code of roles")->required();
    command->add_option("--reason", words->reason, "why, without a name")->required();
  }
}

// The person at the console changes the own password: old password, code and new password, a line each.
Result<void> ChangeOwn(Console& console, Accounts& accounts, const AccountWords& words) {
  PM_ASSIGN(std::string password, ReadSecret("password"));
  PM_ASSIGN(std::string code, ReadSecret("code"));
  PM_ASSIGN(std::string new_password, ReadSecret("new password"));
  PM_ASSIGN(LoggedIn in, accounts.LogIn({words.login, password, code, "console"}));
  Result<void> changed = accounts.ChangePassword(in.token, password, new_password);
  PM_TRY(accounts.LogOut(in.token));
  PM_TRY(changed);
  return Done(console, words, "the password is changed");
}

void AddSecrets(CLI::App& user, Console& console) {
  auto password = std::make_shared<AccountWords>();
  CLI::App* set_password = AddOnAccount(
      user, console, "password", "set a password that must be changed: a random one, shown once", password,
      [](Console& on, Accounts& accounts, const Asking& asking, const AccountWords& words) -> Result<void> {
        if (words.own) return ChangeOwn(on, accounts, words);
        std::optional<std::string> given;
        if (words.from_stdin) {
          PM_ASSIGN(given, ReadSecret("password"));
        }
        PM_ASSIGN(std::string set, accounts.SetPassword(asking, words.login, given));
        return given ? Done(on, words, "the password is set") : Told(on, "password", set);
      });
  set_password->add_flag("--stdin", password->from_stdin, "take it from standard input");
  set_password->add_flag("--own", password->own,
                         "change the own one: old password, code and new password are read from standard input");
  auto totp = std::make_shared<AccountWords>();
  AddOnAccount(user, console, "totp", "give a new authenticator: its otpauth URI, shown once", totp,
               [](Console& on, Accounts& accounts, const Asking& asking, const AccountWords& words) -> Result<void> {
                 PM_ASSIGN(std::string uri, accounts.SetTotp(asking, words.login));
                 return Told(on, "totp_uri", uri);
               });
  auto token = std::make_shared<AccountWords>();
  CLI::App* make = AddOnAccount(
      user, console, "token", "make a token for a program: shown once", token,
      [](Console& on, Accounts& accounts, const Asking& asking, const AccountWords& words) -> Result<void> {
        PM_ASSIGN(std::string made, accounts.MakeApiTokenFor(asking, words.login, words.label, words.days));
        return Told(on, "token", made);
      });
  make->add_option("--label", token->label, "what it is for")->required();
  make->add_option("--days", token->days, "how long it is good (default: 90; at most 366)");
  auto certificate = std::make_shared<AccountWords>();
  AddOnAccount(user, console, "certificate", "let a client certificate log in", certificate,
               [](Console& on, Accounts& accounts, const Asking& asking, const AccountWords& words) -> Result<void> {
                 PM_ASSIGN(std::string fingerprint, http::FingerprintOf(words.file));
                 PM_TRY(accounts.AddCertificate(asking, words.login, fingerprint));
                 return Done(on, words, "the certificate logs in");
               })
      ->add_option("FILE", certificate->file, "the certificate, PEM")
      ->required();
}

void AddAnswers(CLI::App& user, Console& console) {
  for (const bool approves : {true, false}) {
    auto words = std::make_shared<AnswerWords>();
    CLI::App* command =
        user.add_subcommand(approves ? "approve" : "refuse",
                            approves ? "approve what somebody else asked for" : "refuse what somebody asked for");
    command->add_option("ID", words->approval, "the approval's identifier")->required();
    command->add_option("--as", words->as,
                        "the second person's log-in name; password and code are read from standard input");
    if (!approves) command->add_option("--reason", words->reason, "why, without a name")->required();
    command->callback([&console, words, approves] {
      if (Result<void> done = Decide(console, *words, approves); !done.ok()) console.Fail(done.error());
    });
  }
}

}  // namespace

void AddUser(CLI::App& app, Console& console) {
  CLI::App* user = app.add_subcommand("user", "accounts, roles, and approvals of what needs two persons");
  user->require_subcommand(1);
  auto words = std::make_shared<AddWords>();
  CLI::App* add = user->add_subcommand("add", "open an account: its first password and authenticator are shown once");
  add->add_option("LOGIN", words->person.login, "a pseudonym: 2 to 40 of a-z 0-9 . _ -")->required();
  add->add_option("--authority", words->person.authority, "whose account; may be left out where one is kept");
  add->add_option("--name", words->person.name, "the person's name; it is sealed")->required();
  add->add_option("--role", words->roles, "a code of roles; may be repeated");
  add->callback([&console, words] {
    if (Result<void> done = Add(console, *words); !done.ok()) console.Fail(done.error());
  });
  auto authority = std::make_shared<std::string>();
  CLI::App* list = user->add_subcommand("list", "who has an account");
  list->add_option("--authority", *authority, "one of those kept here; all where none is named");
  list->callback([&console, authority] {
    if (Result<void> done = List(console, *authority); !done.ok()) console.Fail(done.error());
  });
  CLI::App* approvals = user->add_subcommand("approvals", "what was asked for, and what became of it");
  approvals->add_option("--authority", *authority, "one of those kept here; all where none is named");
  approvals->callback([&console, authority] {
    if (Result<void> done = Approvals(console, *authority); !done.ok()) console.Fail(done.error());
  });
  AddStates(*user, console);
  AddRoles(*user, console);
  AddAnswers(*user, console);
  AddSecrets(*user, console);
}

}  // namespace proofmark::app::cli
