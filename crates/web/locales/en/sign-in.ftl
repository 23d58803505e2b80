sign-in-title = Sign in
sign-in-mail = E-mail address
sign-in-password = Password
sign-in-do = Sign in
sign-in-forgotten = Forgotten your password? An administrator can give you a new one.
sign-in-already = { $name } is signed in on this computer. Signing in below ends that session.
sign-in-go-on = Go on
sign-in-signed-out = You are signed out.
sign-in-wrong = The e-mail address or the password is wrong. Nobody was signed in; try again.
sign-in-wait = { $minutes ->
    [one] There were too many tries. Wait { $minutes } minute, then try again.
   *[other] There were too many tries. Wait { $minutes } minutes, then try again.
}
