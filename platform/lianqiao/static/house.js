// Small comforts; every page works without them.
(function () {
  "use strict";
  function focusProblems() {
    var problems = document.querySelector("[data-focus]");
    if (problems) problems.focus();
  }
  function foldMenu() {
    var fold = document.querySelector(".side-fold");
    if (fold && window.matchMedia("(max-width: 48rem)").matches) fold.removeAttribute("open");
  }
  document.addEventListener("submit", function (event) {
    var words = event.target.getAttribute("data-confirm");
    if (words && !window.confirm(words)) event.preventDefault();
  });
  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.isComposing;
    if (event.key === "/" && !typing) {
      var search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); search.focus(); }
    }
    if (event.key === "Escape") {
      document.querySelectorAll(".who[open]").forEach(function (menu) { menu.removeAttribute("open"); });
    }
  });
  document.addEventListener("click", function (event) {
    document.querySelectorAll(".who[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    });
  });
  document.addEventListener("DOMContentLoaded", function () { foldMenu(); focusProblems(); });
})();
