sign-in-title = Sign in
sign-in-mail = E-mail address
sign-in-password = Password
sign-in-do = Sign in
sign-in-forgotten = Forgotten your password? An administrator can give you a new one.
sign-in-already = { $name } is signed in on this computer. Signing in below ends that session.
sign-in-go-on = Go on
sign-in-signed-out = You are signed out.
sign-in-wrong = The e-mail address or the password is wrong. Nobody was signed in; try again.
sign-in-held = Your session had ended, so nothing was saved yet. What you typed is kept in this page: sign in, and save it.
sign-in-held-title = What you typed is still here
sign-in-held-text = Nothing of it was saved yet, because your session had ended. Save it now, or drop it and begin again.
sign-in-held-save = Save what I typed
sign-in-held-drop = Drop it
sign-in-wait = { $minutes ->
    [one] There were too many tries. Wait { $minutes } minute, then try again.
   *[other] There were too many tries. Wait { $minutes } minutes, then try again.
}
